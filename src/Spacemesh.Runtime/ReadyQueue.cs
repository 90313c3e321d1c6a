namespace Spacemesh.Runtime;

/// <summary>Work of one instant: first come, first served, or in an order drawn from a seeded source.</summary>
internal sealed class ReadyQueue(IRandomSource? perturbation)
{
    private readonly Queue<ReadyWork> _queue = new();
    private readonly List<ReadyWork> _bag = [];

    public int Count => _queue.Count + _bag.Count;

    public void Add(ReadyWork work)
    {
        if (perturbation is null)
            _queue.Enqueue(work);
        else
            _bag.Add(work);
    }

    public ReadyWork Take()
    {
        if (perturbation is null)
            return _queue.Dequeue();
        int index = perturbation.Next(_bag.Count);
        var work = _bag[index];
        _bag[index] = _bag[^1];
        _bag.RemoveAt(_bag.Count - 1);
        return work;
    }
}
