namespace Spacemesh.Runtime;

/// <summary>Timers ordered by (due, sequence): a binary heap whose timers know their place, so that a cancelled one leaves at once.</summary>
internal sealed class TimerHeap
{
    private readonly List<VirtualTimer> _items = [];

    public int Count => _items.Count;

    public VirtualTimer First => _items[0];

    public void Add(VirtualTimer timer)
    {
        _items.Add(timer);
        Up(timer, _items.Count - 1);
    }

    public void Remove(VirtualTimer timer)
    {
        int place = timer.Place;
        if (place < 0)
            return;
        timer.Place = -1;
        var last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        if (last == timer)
            return;
        if (place > 0 && Before(last, _items[(place - 1) / 2]))
            Up(last, place);
        else
            Down(last, place);
    }

    private static bool Before(VirtualTimer left, VirtualTimer right) => left.Due != right.Due ? left.Due < right.Due : left.Sequence < right.Sequence;

    private void Put(VirtualTimer timer, int place)
    {
        _items[place] = timer;
        timer.Place = place;
    }

    private void Up(VirtualTimer timer, int place)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!Before(timer, _items[parent]))
                break;
            Put(_items[parent], place);
            place = parent;
        }

        Put(timer, place);
    }

    private void Down(VirtualTimer timer, int place)
    {
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _items.Count)
                break;
            if (child + 1 < _items.Count && Before(_items[child + 1], _items[child]))
                child++;
            if (!Before(_items[child], timer))
                break;
            Put(_items[child], place);
            place = child;
        }

        Put(timer, place);
    }
}
