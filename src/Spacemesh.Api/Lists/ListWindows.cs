using Spacemesh.Ports.State;

namespace Spacemesh.Api.Lists;

/// <summary>Limit and offset of v2alpha1 lists (spec 09a §6.1).</summary>
internal static class ListWindows
{
    private const ulong MaxLimit = 100;

    public static ListWindow Of(ulong limit, ulong offset, V2alpha1.SortOrder order = V2alpha1.SortOrder.Asc)
    {
        if (limit > MaxLimit)
            throw Fault.Invalid("limit is capped at 100");
        if (limit == 0)
            throw Fault.Invalid("limit must be set to <= 100");
        if (order is not (V2alpha1.SortOrder.Asc or V2alpha1.SortOrder.Desc))
            throw Fault.Invalid($"sort_order {(int)order} is neither ASC (0) nor DESC (1)");
        return new ListWindow((int)limit, offset > long.MaxValue ? 0 : offset, order == V2alpha1.SortOrder.Desc);
    }
}
