using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>The epochs that have a state: the running one, and the next from the first proposal on that comes early.</summary>
internal sealed class BeaconEpochs(BeaconOptions options, NetworkParameters network, IBeaconSource source)
{
    private readonly SortedDictionary<EpochId, BeaconEpoch> _epochs = [];

    public IReadOnlyDictionary<EpochId, BeaconEpoch> All => _epochs;

    public bool TryGet(EpochId epoch, [NotNullWhen(true)] out BeaconEpoch? state) => _epochs.TryGetValue(epoch, out state);

    /// <summary>False while the epoch has no weight.</summary>
    public bool TryGetOrCreate(EpochId epoch, [NotNullWhen(true)] out BeaconEpoch? state)
    {
        if (_epochs.TryGetValue(epoch, out state))
            return true;
        state = BeaconEpoch.Create(epoch, options, network, source);
        if (state is null)
            return false;
        _epochs.Add(epoch, state);
        return true;
    }

    /// <summary>Forgets epochs up to this one.</summary>
    public void DropThrough(EpochId last)
    {
        foreach (var epoch in _epochs.Keys.TakeWhile(epoch => epoch <= last).ToList())
            _epochs.Remove(epoch);
    }
}
