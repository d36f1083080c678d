"""
Unpooling, there and back
=========================

Max pooling can return where each maximum stood. Unpooling writes every value back to that flat position and leaves
the rest 0. Several sizes pool to the same one, so the size to go back to may have to be said.

最大池化记下最大值的位置，反池化按这个索引把值放回去，其余为 0；原来的大小有时必须自己指定。

Run it from the root of the checkout: ``python -m examples.unpooling_round_trip``
"""

import numpy as np
import torch

import pooling_core.functional as F
from pooling_core import PoolingError

TEXT = "{:<42}{:>34}{:>34}".format

plane = np.array([[1, 2, 6, 3], [3, 5, 2, 1], [1, 2, 2, 1], [7, 3, 4, 8]], np.float32)[np.newaxis]
plane_torch = torch.from_numpy(plane)
maxima, where = F.max_pool2d(plane, 2, return_indices=True)
maxima_torch, where_torch = torch.nn.functional.max_pool2d(plane_torch, 2, return_indices=True)
back = F.max_unpool2d(maxima, where, 2)
back_torch = torch.nn.functional.max_unpool2d(maxima_torch, where_torch, 2)
print(TEXT("4 x 4, window 2", "pooling_core", "torch"))
print(TEXT("maxima", str(maxima.ravel().tolist()), str(maxima_torch.ravel().tolist())))
print(TEXT("flat positions", str(where.ravel().tolist()), str(where_torch.ravel().tolist())))
for i in range(4):
    print(TEXT(f"unpooled, row {i}", str(back[0, i].tolist()), str(back_torch[0, i].tolist())))

# 4 x 4 and 5 x 5 both pool to 2 x 2: without output_size a position is counted in rows of four.
wide = np.zeros((1, 5, 5), np.float32)
wide[0, 2] = [1, 7, 2, 8, 0]
wide_torch = torch.from_numpy(wide)
maxima, where = F.max_pool2d(wide, 2, return_indices=True)
maxima_torch, where_torch = torch.nn.functional.max_pool2d(wide_torch, 2, return_indices=True)
print()
print(TEXT("5 x 5, where the 7 of cell (2, 1) goes", "pooling_core", "torch"))
for size in (None, (5, 5)):
    back = F.max_unpool2d(maxima, where, 2, output_size=size)
    back_torch = torch.nn.functional.max_unpool2d(maxima_torch, where_torch, 2, output_size=size)
    cell, cell_torch = np.argwhere(back[0] == 7)[0].tolist(), (back_torch[0] == 7).nonzero()[0].tolist()
    print(TEXT(f"output_size = {size}", str(cell), str(cell_torch)))

# A size is legal if it is less than one stride away from (o - 1) * s + k - 2p = 4.
print()
print(TEXT("sizes that 2 x 2 may go back to", "pooling_core", "torch"))
values, first_cells = np.ones((1, 2, 2), np.float32), np.zeros((1, 2, 2), np.int64)
values_torch, first_cells_torch = torch.from_numpy(values), torch.from_numpy(first_cells)
for side in range(2, 7):
    try:
        said = str(F.max_unpool2d(values, first_cells, 2, output_size=(side, side)).shape[1:])
    except PoolingError:
        said = "refused"
    try:
        shape = torch.nn.functional.max_unpool2d(values_torch, first_cells_torch, 2, output_size=[side, side]).shape
        said_torch = str(tuple(shape[1:]))
    except ValueError:
        said_torch = "refused"
    print(TEXT(f"({side}, {side})", said, said_torch))

# Overlapping windows share a maximum: four equal positions, one cell.
peak = np.array([[[1, 2, 3], [4, 9, 5], [6, 7, 8]]], np.float32)
maxima, where = F.max_pool2d(peak, 2, 1, return_indices=True)
maxima_torch, where_torch = torch.nn.functional.max_pool2d(torch.from_numpy(peak), 2, 1, return_indices=True)
back = F.max_unpool2d(maxima, where, 2, 1)
back_torch = torch.nn.functional.max_unpool2d(maxima_torch, where_torch, 2, 1)
print()
print(TEXT("3 x 3 around a peak, window 2, stride 1", "pooling_core", "torch"))
print(TEXT("flat positions", str(where.ravel().tolist()), str(where_torch.ravel().tolist())))
print(TEXT("sum of the maxima", str(maxima.sum()), str(maxima_torch.sum().item())))
print(TEXT("sum of the unpooled plane", str(back.sum()), str(back_torch.sum().item())))

# The same in one dimension and in three.
line, volume = np.array([[3, 1, 4, 1, 5, 9]], np.float32), np.arange(64, dtype=np.float32).reshape(1, 4, 4, 4)
maxima, where = F.max_pool1d(line, 2, return_indices=True)
maxima_torch, where_torch = torch.nn.functional.max_pool1d(torch.from_numpy(line), 2, return_indices=True)
back = F.max_unpool1d(maxima, where, 2)
back_torch = torch.nn.functional.max_unpool1d(maxima_torch, where_torch, 2)
print()
print(TEXT("other dimensions", "pooling_core", "torch"))
print(TEXT("six cells, window 2", str(back[0].tolist()), str(back_torch[0].tolist())))
maxima, where = F.max_pool3d(volume, 2, return_indices=True)
maxima_torch, where_torch = torch.nn.functional.max_pool3d(torch.from_numpy(volume), 2, return_indices=True)
back = F.max_unpool3d(maxima, where, 2)
back_torch = torch.nn.functional.max_unpool3d(maxima_torch, where_torch, 2)
kept, kept_torch = int((back != 0).sum()), int((back_torch != 0).sum())
print(TEXT("4 x 4 x 4, cells that carry a value", str(kept), str(kept_torch)))
print(TEXT("4 x 4 x 4, their sum", str(back.sum()), str(back_torch.sum().item())))
