using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Network;

/// <summary>
/// Verdicts of pure checks (signatures, VRFs) that the nodes of a simulation share: same bytes, same verdict. Holds two generations of
/// <see cref="Capacity"/> verdicts; when the younger one is full the older one goes. One lock, held for a look-up.
/// </summary>
public sealed class VerdictCache : IVerdictMemory
{
    private readonly Lock _lock = new();
    private Dictionary<Hash32, bool> _young = [];
    private Dictionary<Hash32, bool> _old = [];

    /// <param name="capacity">Verdicts of a generation, at least 1; about 60 bytes each.</param>
    public VerdictCache(int capacity = 1 << 18)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    public int Capacity { get; }

    /// <summary>Checks that were spared.</summary>
    public long Hits { get; private set; }

    /// <summary>Checks that had to be made.</summary>
    public long Misses { get; private set; }

    public bool TryRecall(in Hash32 check, out bool holds)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(check, out holds))
            {
                Hits++;
                return true;
            }

            if (_old.TryGetValue(check, out holds))
            {
                Hits++;
                Add(check, holds);
                return true;
            }

            Misses++;
            return false;
        }
    }

    public void Remember(in Hash32 check, bool holds)
    {
        lock (_lock)
            Add(check, holds);
    }

    private void Add(Hash32 check, bool holds)
    {
        if (_young.Count >= Capacity)
            (_young, _old) = ([], _young);
        _young[check] = holds;
    }
}
