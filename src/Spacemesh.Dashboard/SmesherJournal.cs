using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;

namespace Spacemesh.Dashboard;

/// <summary>Follows the user events and knows from them where each identity stands. Locks: its own, never held while calling out.</summary>
internal sealed class SmesherJournal
{
    private const int EpochsKept = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<NodeId, SmesherStage> _stages = [];
    private readonly Dictionary<NodeId, SortedDictionary<uint, EligibilitiesComputed>> _slots = [];
    private readonly HashSet<(NodeId Smesher, LayerId Layer)> _proposed = [];

    public SmesherStage? StageOf(NodeId smesher)
    {
        lock (_lock)
            return _stages.GetValueOrDefault(smesher);
    }

    /// <summary>Slots of the identity in the epochs that are kept, with whether its proposal went out.</summary>
    public IReadOnlyList<(LayerId Layer, uint Count, bool Proposed)> SlotsOf(NodeId smesher)
    {
        lock (_lock)
        {
            return _slots.TryGetValue(smesher, out var epochs)
                ? [.. epochs.Values.SelectMany(epoch => epoch.Layers).Select(slot => (slot.Layer, slot.Count, _proposed.Contains((smesher, slot.Layer))))]
                : [];
        }
    }

    public void Take(UserEventOccurred occurred)
    {
        var at = occurred.Time;
        lock (_lock)
        {
            switch (occurred.Event)
            {
                case InitialisationStarted started:
                    Set(started.Smesher, new("initialising", "The PoST data is being written", at, "proof over the new data"));
                    break;
                case InitialisationCompleted completed:
                    Set(completed.Smesher, new("initialised", "The PoST data is complete", at, "registration with a PoET"));
                    break;
                case InitialisationFailed failed:
                    Set(failed.Smesher, new("initialising", $"Writing the PoST data failed: {failed.Error}", at, Failed: true));
                    break;
                case PoetRoundAwaited waiting:
                    Set(waiting.Smesher, new("registering", $"Waiting for the PoET round of epoch {waiting.Publish}", at, "registration opens", waiting.RegistrationOpens));
                    break;
                case RegisteredInPoet registered:
                    Set(registered.Smesher, new("registered", $"Registered with {registered.Url}, round {registered.RoundId}", at, "PoET's proof"));
                    break;
                case PoetProofAwaited waiting:
                    Set(waiting.Smesher, new("waiting", $"The PoET works for the ATX of epoch {waiting.Publish}", at, "PoET's proof", waiting.RoundEnd));
                    break;
                case BestProofSelected selected:
                    Set(selected.Smesher, new("proof", $"Took the proof of {selected.Url} ({selected.Ticks} ticks)", at, "PoST proof"));
                    break;
                case PostStarted proving:
                    Set(proving.Smesher, new("proving", "A PoST proof is being made", at, "ATX"));
                    break;
                case PostCompleted proved:
                    Set(proved.Smesher, new("proved", "The PoST proof is made", at, "ATX"));
                    break;
                case PostFailed failed:
                    Set(failed.Smesher, new("proving", "The PoST proof failed", at, Failed: true));
                    break;
                case AtxPublished published:
                    Set(published.Smesher, new("published", $"ATX published; it counts in epoch {published.Target}", at, $"epoch {published.Target} begins", published.TargetBegins));
                    break;
                case EligibilitiesComputed computed:
                    Keep(computed);
                    Set(computed.Smesher, new("mining", $"{computed.Layers.Sum(slot => slot.Count)} slots in epoch {computed.Epoch}", at, "proposals in its layers"));
                    break;
                case ProposalPublished proposed:
                    _proposed.Add((proposed.Smesher, proposed.Layer));
                    Set(proposed.Smesher, new("mining", $"Proposal published in layer {proposed.Layer}", at, "reward of the layer"));
                    break;
                case OwnMalfeasance malfeasance:
                    Set(malfeasance.Smesher, new("malicious", "The identity was proven malicious and earns nothing any more", at, Failed: true));
                    break;
            }
        }
    }

    private void Set(NodeId smesher, SmesherStage stage)
    {
        if (_stages.GetValueOrDefault(smesher)?.Name != "malicious")
            _stages[smesher] = stage;
    }

    private void Keep(EligibilitiesComputed computed)
    {
        if (!_slots.TryGetValue(computed.Smesher, out var epochs))
            _slots.Add(computed.Smesher, epochs = []);
        epochs[computed.Epoch.Value] = computed;
        while (epochs.Count > EpochsKept)
        {
            var oldest = epochs.First();
            foreach (var slot in oldest.Value.Layers)
                _proposed.Remove((computed.Smesher, slot.Layer));
            epochs.Remove(oldest.Key);
        }
    }
}
