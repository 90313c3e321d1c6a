using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Proposals.Intake;

/// <summary>An active set that was asked for by its hash (spec 06 §13.4). Its epoch is whatever the peer says: the hash does not cover it.</summary>
public sealed class ActiveSetIntake(IntakeRules rules) : PeerObjectIntake
{
    /// <param name="bytes">What the peer gave.</param>
    /// <param name="expected">The hash that was asked for.</param>
    public IEnumerable<IntakeStep> Steps(ReadOnlyMemory<byte> bytes, Hash32 expected)
    {
        if (!Scale.TryDecode<EpochActiveSet>(bytes.Span, out var set, out var error))
        {
            Reject($"malformed active set: {error}");
            yield break;
        }

        yield return new HintStep(Hashes(set.Set));
        if (!set.IsAscending())
        {
            Reject("active set is not sorted");
            yield break;
        }

        bool fits = false;
        yield return new ComputeStep(() => fits = set.ComputeHash() == expected);
        if (!fits)
        {
            Reject($"response for wrong hash {expected}");
            yield break;
        }

        var fetch = new FetchStep(FetchKind.Atx, Hashes(rules.Atxs.Missing(set.Epoch, set.Set)));
        yield return fetch;
        if (Failed(fetch, $"active set {expected} get ATXs", IntakeFault.Unavailable))
            yield break;
        var store = new StoreSetStep(expected, set);
        yield return store;
        if (!Failed(store, $"store active set {expected}", IntakeFault.Storing))
            Accept();
    }

    private static Hash32[] Hashes(IReadOnlyList<AtxId> atxs)
    {
        var hashes = new Hash32[atxs.Count];
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = new Hash32(atxs[i].Value);
        return hashes;
    }
}
