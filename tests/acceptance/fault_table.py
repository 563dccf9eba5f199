"""
What comes of each fault of each call to Shopify, Trustpilot and the mailbox: the table that is promised.

`test_source_faults.py` measures it and prints it; Google's and PayPal's is in `test_faults.py`.
"""

OUTCOMES = """
call              fault       once             for good
shopify sign-in   401         1 Misconfigured  1 Misconfigured
shopify sign-in   403         1 Misconfigured  1 Misconfigured
shopify sign-in   404         1 Misconfigured  1 Misconfigured
shopify sign-in   429         0                1 NoAnswer
shopify sign-in   500         0                1 NoAnswer
shopify sign-in   no answer   0                1 NoAnswer
shopify sign-in   cut before  0                1 NoAnswer
shopify sign-in   cut after   0                1 NoAnswer
shopify sign-in   garbage     0                1 NoAnswer
shopify rights    401         0                1 Misconfigured
shopify rights    403         1 Misconfigured  1 Misconfigured
shopify rights    404         1 Misconfigured  1 Misconfigured
shopify rights    429         0                1 NoAnswer
shopify rights    500         0                1 NoAnswer
shopify rights    no answer   0                1 NoAnswer
shopify rights    cut before  0                1 NoAnswer
shopify rights    cut after   0                1 NoAnswer
shopify rights    garbage     0                1 TryLater
shopify rights    throttled   0                1 NoAnswer
shopify rights    too costly  1 NotServed      1 NotServed
shopify rights    internal    0                1 NoAnswer
shopify rights    denied      1 NotServed      1 NotServed
shopify orders    401         0                1 Misconfigured
shopify orders    403         1 Misconfigured  1 Misconfigured
shopify orders    404         1 Misconfigured  1 Misconfigured
shopify orders    429         0                1 NoAnswer
shopify orders    500         0                1 NoAnswer
shopify orders    no answer   0                1 NoAnswer
shopify orders    cut before  0                1 NoAnswer
shopify orders    cut after   0                1 NoAnswer
shopify orders    garbage     0                1 TryLater
shopify orders    throttled   0                1 NoAnswer
shopify orders    too costly  1 NotServed      1 NotServed
shopify orders    internal    0                1 NoAnswer
shopify orders    denied      1 NotServed      1 NotServed
shopify orders    in part     0                0
shopify orders    warned      1 NotServed      1 NotServed
shopify more      401         0                1 Misconfigured
shopify more      403         1 Misconfigured  1 Misconfigured
shopify more      404         1 Misconfigured  1 Misconfigured
shopify more      429         0                0 incomplete
shopify more      500         0                0 incomplete
shopify more      no answer   0                0 incomplete
shopify more      cut before  0                0 incomplete
shopify more      cut after   0                0 incomplete
shopify more      garbage     0                0 incomplete
shopify more      throttled   0                0 incomplete
shopify more      too costly  1 NotServed      1 NotServed
shopify more      internal    0                0 incomplete
shopify more      denied      1 NotServed      1 NotServed
shopify more      in part     0                0
shopify more      warned      1 NotServed      1 NotServed
shopify parts     401         0                1 Misconfigured
shopify parts     403         1 Misconfigured  1 Misconfigured
shopify parts     404         1 Misconfigured  1 Misconfigured
shopify parts     429         0                1 NoAnswer
shopify parts     500         0                1 NoAnswer
shopify parts     no answer   0                1 NoAnswer
shopify parts     cut before  0                1 NoAnswer
shopify parts     cut after   0                1 NoAnswer
shopify parts     garbage     0                1 TryLater
shopify parts     throttled   0                1 NoAnswer
shopify parts     too costly  1 NotServed      1 NotServed
shopify parts     internal    0                1 NoAnswer
shopify parts     denied      1 NotServed      1 NotServed
shopify parts     in part     0                0
shopify disputes  401         0                1 Misconfigured
shopify disputes  403         1 Misconfigured  1 Misconfigured
shopify disputes  404         1 Misconfigured  1 Misconfigured
shopify disputes  429         0                1 NoAnswer
shopify disputes  500         0                1 NoAnswer
shopify disputes  no answer   0                1 NoAnswer
shopify disputes  cut before  0                1 NoAnswer
shopify disputes  cut after   0                1 NoAnswer
shopify disputes  garbage     0                1 TryLater
shopify disputes  throttled   0                1 NoAnswer
shopify disputes  too costly  1 NotServed      1 NotServed
shopify disputes  internal    0                1 NoAnswer
shopify disputes  denied      1 NotServed      1 NotServed
shopify disputes  in part     0                0
shopify disputes  warned      1 NotServed      1 NotServed
shopify cases     401         0                1 Misconfigured
shopify cases     403         1 Misconfigured  1 Misconfigured
shopify cases     404         1 Misconfigured  1 Misconfigured
shopify cases     429         0                0 incomplete
shopify cases     500         0                0 incomplete
shopify cases     no answer   0                0 incomplete
shopify cases     cut before  0                0 incomplete
shopify cases     cut after   0                0 incomplete
shopify cases     garbage     0                0 incomplete
shopify cases     throttled   0                0 incomplete
shopify cases     too costly  1 NotServed      1 NotServed
shopify cases     internal    0                0 incomplete
shopify cases     denied      1 NotServed      1 NotServed
shopify cases     in part     0                0
shopify count     401         0                1 Misconfigured
shopify count     403         1 Misconfigured  1 Misconfigured
shopify count     404         1 Misconfigured  1 Misconfigured
shopify count     429         0                1 NoAnswer
shopify count     500         0                1 NoAnswer
shopify count     no answer   0                1 NoAnswer
shopify count     cut before  0                1 NoAnswer
shopify count     cut after   0                1 NoAnswer
shopify count     garbage     0                1 TryLater
shopify count     throttled   0                1 NoAnswer
shopify count     too costly  1 NotServed      1 NotServed
shopify count     internal    0                1 NoAnswer
shopify count     denied      1 NotServed      1 NotServed
shopify count     in part     0                0
shopify count     warned      1 NotServed      1 NotServed
trustpilot token  401         1 Misconfigured  1 Misconfigured
trustpilot token  403         1 Misconfigured  1 Misconfigured
trustpilot token  404         1 Misconfigured  1 Misconfigured
trustpilot token  429         1 NoAnswer       1 NoAnswer
trustpilot token  500         1 NoAnswer       1 NoAnswer
trustpilot token  no answer   1 NoAnswer       1 NoAnswer
trustpilot token  cut before  1 NoAnswer       1 NoAnswer
trustpilot token  cut after   1 NoAnswer       1 NoAnswer
trustpilot token  garbage     1 NoAnswer       1 NoAnswer
trustpilot list   401         0                1 NotServed
trustpilot list   403         1 NotServed      1 NotServed
trustpilot list   404         1 NotServed      1 NotServed
trustpilot list   429         0                1 NoAnswer
trustpilot list   500         0                1 NoAnswer
trustpilot list   no answer   0                1 NoAnswer
trustpilot list   cut before  0                1 NoAnswer
trustpilot list   cut after   0                1 NoAnswer
trustpilot list   garbage     0                1 TryLater
trustpilot review 401         0                1 NotServed
trustpilot review 403         0                0
trustpilot review 429         0                0 incomplete
trustpilot review 500         0                0 incomplete
trustpilot review no answer   0                0 incomplete
trustpilot review cut before  0                0 incomplete
trustpilot review cut after   0                0 incomplete
trustpilot review garbage     0                0 incomplete
imap connect      bye         0                1 NoAnswer
imap connect      no answer   0                1 NoAnswer
imap connect      cut before  0                1 NoAnswer
imap connect      cut within  0                1 NoAnswer
imap connect      cut after   0                1 NoAnswer
imap connect      garbage     0                1 NoAnswer
imap sign-in      refused     1 Misconfigured  1 Misconfigured
imap sign-in      unavailable 0                1 NoAnswer
imap sign-in      bye         0                1 NoAnswer
imap sign-in      no answer   0                1 NoAnswer
imap sign-in      cut before  0                1 NoAnswer
imap sign-in      cut within  0                1 NoAnswer
imap sign-in      cut after   0                1 NoAnswer
imap sign-in      garbage     0                1 NoAnswer
imap folders      bad         0                1 NoAnswer
imap folders      limit       0                1 NoAnswer
imap folders      unavailable 0                1 NoAnswer
imap folders      bye         0                1 NoAnswer
imap folders      no answer   0                1 NoAnswer
imap folders      cut before  0                1 NoAnswer
imap folders      cut within  0                1 NoAnswer
imap folders      cut after   0                1 NoAnswer
imap folders      garbage     0                1 NoAnswer
imap select       bad         0                1 NoAnswer
imap select       limit       0                1 NoAnswer
imap select       unavailable 0                1 NoAnswer
imap select       bye         0                1 NoAnswer
imap select       no answer   0                1 NoAnswer
imap select       cut before  0                1 NoAnswer
imap select       cut within  0                1 NoAnswer
imap select       cut after   0                1 NoAnswer
imap select       garbage     0                1 NoAnswer
imap search       bad         0                1 NoAnswer
imap search       limit       0                1 NoAnswer
imap search       unavailable 0                1 NoAnswer
imap search       bye         0                1 NoAnswer
imap search       no answer   0                1 NoAnswer
imap search       cut before  0                1 NoAnswer
imap search       cut within  0                1 NoAnswer
imap search       cut after   0                1 NoAnswer
imap search       garbage     0                1 NoAnswer
imap fetch        bad         0                1 NoAnswer
imap fetch        limit       0                1 NoAnswer
imap fetch        unavailable 0                1 NoAnswer
imap fetch        bye         0                1 NoAnswer
imap fetch        no answer   0                1 NoAnswer
imap fetch        cut before  0                1 NoAnswer
imap fetch        cut within  0                1 NoAnswer
imap fetch        cut after   0                1 NoAnswer
imap fetch        garbage     0                1 NoAnswer
"""
"""
Exit status and kinds of problems in the receipts: 0 all done, 1 partly. Incomplete: no problem, but `Status`
says that the source failed. Whatever does not arrive is in the words of `Status`, also beside an ok.
"""
