"""PayPal's disputes and Shopify's chargebacks: Records, what they mean, and their rows. Pure."""
