using Spacemesh.Primitives;

namespace Spacemesh.AtxsData;

/// <summary>
/// The ATXs of one target epoch: entries in pages, found through an open-addressing index of 32-bit positions.
/// Costs about 132 bytes an ATX. Not thread-safe: <see cref="ConsensusCache"/> guards it.
/// </summary>
internal sealed class EpochAtxs
{
    /// <summary>Entries per page: 60 KiB, below the large object heap.</summary>
    private const int PageLength = 512;

    private readonly List<AtxEntry[]> _pages = [];

    /// <summary>Position + 1 of the entry in this slot, 0 where free. The length is a power of two, at most 3/4 full.</summary>
    private int[] _slots = new int[16];

    public int Count { get; private set; }

    public ref readonly AtxEntry this[int position] => ref _pages[position / PageLength][position % PageLength];

    public bool TryAdd(in AtxEntry entry)
    {
        if ((Count + 1) * 4L > _slots.Length * 3L)
            Grow();
        int slot = SlotOf(entry.Id);
        if (_slots[slot] != 0)
            return false;
        if (Count == _pages.Count * PageLength)
            _pages.Add(new AtxEntry[PageLength]);
        _pages[Count / PageLength][Count % PageLength] = entry;
        _slots[slot] = ++Count;
        return true;
    }

    /// <summary>Position of an ATX, or −1.</summary>
    public int Find(AtxId id) => _slots[SlotOf(id)] - 1;

    /// <summary>The slot that holds this id, or the free one where it belongs.</summary>
    private int SlotOf(AtxId id)
    {
        int mask = _slots.Length - 1;
        int slot = id.GetHashCode() & mask;
        while (_slots[slot] != 0 && this[_slots[slot] - 1].Id != id)
            slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int position = 0; position < Count; position++)
            _slots[SlotOf(this[position].Id)] = position + 1;
    }
}
