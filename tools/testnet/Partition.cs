namespace Spacemesh.Tools.Testnet;

/// <summary>Who hears whom: some nodes on one side, all others on the other; without it everybody hears everybody. One lock.</summary>
internal sealed class Partition
{
    private readonly Lock _entry = new();
    private HashSet<int> _side = [];

    /// <summary>Sides have changed.</summary>
    public event Action? Changed;

    public bool AreApart(int one, int other)
    {
        lock (_entry)
        {
            return _side.Contains(one) != _side.Contains(other);
        }
    }

    /// <summary>These nodes and all others do not hear each other any more; an empty list ends that.</summary>
    public void Separate(IEnumerable<int> side)
    {
        lock (_entry)
        {
            _side = [.. side];
        }

        Changed?.Invoke();
    }
}
