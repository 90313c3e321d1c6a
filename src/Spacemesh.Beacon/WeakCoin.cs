using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>
/// The coin of each round: the lowest bit of the smallest proof (spec 05 §7.6). Messages of a round that comes next wait in a buffer of fixed
/// capacity; what does not fit is ignored.
/// </summary>
internal sealed class WeakCoin(uint rounds, int capacity)
{
    private readonly List<WeakCoinMessage> _buffer = [];
    private EpochId _epoch;
    private bool _epochRuns;
    private uint _round;
    private bool _roundRuns;

    /// <summary>Smallest proof of the running round.</summary>
    public VrfSignature? Smallest { get; private set; }

    public void StartEpoch(EpochId epoch)
    {
        _epoch = epoch;
        _epochRuns = true;
    }

    public void FinishEpoch()
    {
        _epochRuns = false;
        _roundRuns = false;
        _round = 0;
        Smallest = null;
    }

    public bool IsRunning(EpochId epoch, uint round) => _epochRuns && _roundRuns && _epoch == epoch && _round == round;

    /// <summary>Keeps a message of another round until its own starts; false where its round is not next or the buffer is full.</summary>
    public bool TryBuffer(in WeakCoinMessage message)
    {
        if (!IsNext(message.Epoch, message.Round) || _buffer.Count >= capacity)
            return false;
        _buffer.Add(message);
        return true;
    }

    /// <summary>Starts a round and empties the buffer; returns what came early for it, smallest proof first.</summary>
    public IReadOnlyList<WeakCoinMessage> StartRound(uint round)
    {
        (_round, _roundRuns, Smallest) = (round, true, null);
        var early = _buffer.Where(message => IsRunning(message.Epoch, message.Round)).ToList();
        _buffer.Clear();
        _buffer.TrimExcess();
        early.Sort((left, right) => VrfOrder.CompareLittleEndian(left.VrfSignature, right.VrfSignature));
        return early;
    }

    /// <summary>The round's coin; null where nobody drew.</summary>
    public bool? FinishRound()
    {
        _roundRuns = false;
        bool? coin = Smallest is { } smallest ? VrfOrder.LeastSignificantBit(in smallest) == 1 : null;
        Smallest = null;
        return coin;
    }

    public bool IsSmaller(in VrfSignature proof) => VrfOrder.CompareLittleEndian(in proof, Smallest) < 0;

    public void Take(in VrfSignature proof) => Smallest = proof;

    private bool IsNext(EpochId epoch, uint round)
    {
        if (epoch == _epoch)
            return (_epochRuns && !_roundRuns) || ((ulong)_round + 1 == round && round <= rounds);
        return _epoch.TryAdd(1, out var next) && epoch == next && (_round == rounds || (!_epochRuns && !_roundRuns));
    }
}
