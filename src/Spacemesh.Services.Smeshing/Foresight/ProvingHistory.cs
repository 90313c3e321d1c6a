using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>How long the last proofs of each identity took: the best forecast of the next one, wherever its service runs. One lock.</summary>
public sealed class ProvingHistory : IProvingObserver
{
    /// <summary>The slowest of so many counts: a proof that went on where an earlier one was stopped looks faster than it is.</summary>
    private const int Kept = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, Queue<(uint Units, TimeSpan Took)>> _proofs = [];

    public void ProvingStarted(NodeId identity)
    {
    }

    public void ProvingEnded(NodeId identity)
    {
    }

    public void Proved(NodeId identity, uint units, TimeSpan took)
    {
        if (units == 0 || took <= TimeSpan.Zero)
            return;
        lock (_lock)
        {
            if (!_proofs.TryGetValue(identity, out var proofs))
                _proofs.Add(identity, proofs = new Queue<(uint Units, TimeSpan Took)>());
            proofs.Enqueue((units, took));
            while (proofs.Count > Kept)
                proofs.Dequeue();
        }
    }

    /// <summary>How long a proof over a unit took at most; null before the first one.</summary>
    public (uint Units, TimeSpan Took)? Slowest(NodeId identity)
    {
        lock (_lock)
        {
            return _proofs.TryGetValue(identity, out var proofs) ? proofs.MaxBy(proof => proof.Took / proof.Units) : null;
        }
    }
}
