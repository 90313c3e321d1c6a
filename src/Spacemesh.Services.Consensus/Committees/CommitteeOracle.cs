using System.Diagnostics.CodeAnalysis;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Committees;

/// <summary>
/// The one eligibility oracle of the node (spec 05 §4): hare and the certifier ask it from the work pool, the API reads its active sets.
/// Thread-safe; one lock, under which an active set may be read from the database once an epoch.
/// </summary>
public sealed class CommitteeOracle : IHareActiveSets
{
    private readonly Lock _lock = new();
    private readonly OracleOptions _options;
    private readonly IActiveSetSource _source;
    private readonly ISyncStatus _sync;
    private readonly EligibilityOracle _oracle;

    /// <param name="options">Settings.</param>
    /// <param name="source">The node's state.</param>
    /// <param name="sync">Active sets are computed anew when the node becomes synced.</param>
    /// <param name="memory">Verdicts of simulated nodes; null in a node of its own.</param>
    public CommitteeOracle(OracleOptions options, IActiveSetSource source, ISyncStatus sync, IVerdictMemory? memory = null)
    {
        (_options, _source, _sync) = (options, source, sync);
        _oracle = new EligibilityOracle(options, source, memory);
    }

    public NetworkParameters Network => _options.Network;

    /// <summary>Takes the active set of an epoch from a bootstrap update; the first one of an epoch stays.</summary>
    public void AddFallback(EpochId epoch, IReadOnlyList<AtxId> set)
    {
        lock (_lock)
            _oracle.ActiveSets.AddFallback(epoch, set);
    }

    /// <summary>Whether the beacon of a layer's epoch is known.</summary>
    public bool HasBeacon(LayerId layer) => _source.Beacon(_options.Network.EpochOf(layer)) is not null;

    /// <summary>What the oracle knows about a smesher's chance; the answer to the rest is a function of bytes.</summary>
    public bool TryOpen(
        LayerId layer, uint round, uint committee, NodeId smesher, out EligibilityCheck check, [NotNullWhen(false)] out OracleFailure? failure)
    {
        lock (_lock)
            return _oracle.TryOpen(layer, round, committee, smesher, _sync.IsSynced, out check, out failure);
    }

    /// <summary>Whether a claimed number of seats is right; false with a failure where that cannot be said.</summary>
    public bool Validate(
        LayerId layer, uint round, uint committee, NodeId smesher, in VrfSignature proof, ushort claimed, out OracleFailure? failure) =>
        TryOpen(layer, round, committee, smesher, out var check, out failure) && check.Holds(in proof, claimed, out failure);

    public bool TryGet(EpochId epoch, [NotNullWhen(true)] out IReadOnlyList<AtxId>? set, [NotNullWhen(false)] out string? error)
    {
        set = null;
        error = null;
        if (!_options.Network.TryFirstLayer(epoch, out var first) || !first.TryAdd(_options.ConfidenceParameter, out var layer))
        {
            error = $"epoch {epoch} lies beyond the last layer";
            return false;
        }

        lock (_lock)
        {
            if (_oracle.ActiveSets.TryGet(layer, _sync.IsSynced, out var active, out var failure))
                set = active.Atxs();
            else
                error = failure.Kind == OracleFailureKind.NoBeacon ? "get beacon: beacon is not calculated for this epoch" : failure.Message;
        }

        return error is null;
    }
}
