"""What takes long is worked out one after another, and too many who wait are told so."""

import asyncio
import threading

from starlette.responses import Response

from ui import line
from ui.line import in_line


def test_one_is_worked_out_at_a_time_and_too_many_are_told():
    working, most = [], []
    begun, go_on = threading.Event(), threading.Event()

    def work(number):
        working.append(number)
        most.append(len(working))
        begun.set()
        go_on.wait()
        working.remove(number)
        return Response(str(number))

    async def all_of_them():
        asked = [asyncio.create_task(in_line(work, number)) for number in range(line.MOST_WAITING)]
        await asyncio.to_thread(begun.wait)
        refused = await in_line(work, -1)
        go_on.set()
        return refused, await asyncio.gather(*asked)

    refused, answers = asyncio.run(all_of_them())
    assert refused.status_code == 503
    assert [answer.body for answer in answers] == [str(number).encode() for number in range(line.MOST_WAITING)]
    assert set(most) == {1}
    # Everybody has left the line.
    assert asyncio.run(in_line(lambda: Response("next"))).body == b"next"
