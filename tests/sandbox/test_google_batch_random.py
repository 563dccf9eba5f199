"""
Random sequences of structural requests against a plain list of lists that knows nothing of the code.

Each row and each column carries a marker as developer metadata: values and markers must end up where
the list of lists says.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from google_batch_stand import a_book, area, run, span, tag, write

SIDE = 5
ROWS, COLUMNS = "ROWS", "COLUMNS"


class Naive:
    """The sheet as rows of values, and the marker of each row and column."""

    def __init__(self):
        self.cells = [[10 * row + column for column in range(SIDE)] for row in range(SIDE)]
        self.marks = {ROWS: list(range(1, SIDE + 1)), COLUMNS: list(range(101, SIDE + 101))}

    def lines(self, dimension):
        """How many rows or columns there are."""
        return len(self.marks[dimension])

    def rearranged(self, dimension, order):
        """Put rows or columns into an order of old indexes; None is a new, empty one."""
        self.marks[dimension] = [None if at is None else self.marks[dimension][at] for at in order]
        if dimension == ROWS:
            self.cells = [[None] * self.lines(COLUMNS) if at is None else self.cells[at] for at in order]
        else:
            self.cells = [[None if at is None else row[at] for at in order] for row in self.cells]

    def places(self):
        """Where each marker stands."""
        return {
            mark: (dimension, at)
            for dimension, marks in self.marks.items()
            for at, mark in enumerate(marks)
            if mark is not None
        }


def insert(naive, dimension, at, count):
    size = naive.lines(dimension)
    at %= size + 1
    naive.rearranged(dimension, [*range(at), *[None] * count, *range(at, size)])
    return {"insertDimension": {"range": span(at, at + count, dimension), "inheritFromBefore": at == size}}


def delete(naive, dimension, at, count):
    size = naive.lines(dimension)
    start = at % size
    end = min(size, start + count)
    if end - start == size:
        return None
    naive.rearranged(dimension, [*range(start), *range(end, size)])
    return {"deleteDimension": {"range": span(start, end, dimension)}}


def move(naive, dimension, at, count, to):
    size = naive.lines(dimension)
    start = at % size
    end, to = min(size, start + count), to % (size + 1)
    stays = [line for line in range(size) if not start <= line < end]
    naive.rearranged(
        dimension,
        [*(line for line in stays if line < to), *range(start, end), *(line for line in stays if line >= to)],
    )
    return {"moveDimension": {"source": span(start, end, dimension), "destinationIndex": to}}


def sort(naive, at, count, key, descending):
    size, key = naive.lines(ROWS), key % naive.lines(COLUMNS)
    top = at % size
    bottom = min(size, top + count)
    filled = [row for row in range(top, bottom) if naive.cells[row][key] is not None]
    blank = [row for row in range(top, bottom) if naive.cells[row][key] is None]
    filled.sort(key=lambda row: naive.cells[row][key], reverse=descending)
    naive.rearranged(ROWS, [*range(top), *filled, *blank, *range(bottom, size)])
    order = "DESCENDING" if descending else "ASCENDING"
    spec = {"dimensionIndex": key, "sortOrder": order}
    return {"sortRange": {"range": area(top, None, bottom, None), "sortSpecs": [spec]}}


def put(naive, row, column, value):
    row, column = row % naive.lines(ROWS), column % naive.lines(COLUMNS)
    naive.cells[row][column] = value
    return write(row, column, [value])


INDEX, COUNT, DIMENSION = st.integers(0, 9), st.integers(1, 3), st.sampled_from([ROWS, COLUMNS])
STEP = st.one_of(
    st.tuples(st.just(insert), DIMENSION, INDEX, COUNT),
    st.tuples(st.just(delete), DIMENSION, INDEX, COUNT),
    st.tuples(st.just(move), DIMENSION, INDEX, COUNT, INDEX),
    st.tuples(st.just(sort), INDEX, st.integers(1, 9), INDEX, st.booleans()),
    st.tuples(st.just(put), INDEX, INDEX, st.none() | st.integers(0, 9)),
)


@settings(deadline=None, max_examples=200)
@given(steps=st.lists(STEP, min_size=1, max_size=12), in_one_batch=st.booleans())
def test_any_sequence_ends_where_a_list_of_lists_says(steps, in_one_batch):
    naive = Naive()
    book = a_book(naive.cells, height=SIDE, width=SIDE)
    for (dimension, at), mark in {place: mark for mark, place in naive.places().items()}.items():
        run(book, tag(mark, dimensionRange=span(at, at + 1, dimension)))

    requests = [request for step, *drawn in steps if (request := step(naive, *drawn)) is not None]
    if in_one_batch and requests:
        run(book, *requests)
    else:
        for request in requests:
            run(book, request)

    sheet = book.state.sheets[0]
    shown = [
        [(cell := sheet.cell(row, column)) and cell.entered for column in range(sheet.column_count)]
        for row in range(sheet.row_count)
    ]
    assert shown == naive.cells
    stand = {entry.id: (entry.dimension, entry.index) for entry in book.state.metadata.values()}
    assert stand == naive.places()
