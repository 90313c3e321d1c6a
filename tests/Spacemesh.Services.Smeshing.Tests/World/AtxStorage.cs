using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>The intake of ATXs as far as the builder notices it: stores what is well-formed and new, refuses a second ATX of an epoch.</summary>
internal sealed class AtxStorage(IStateDatabase state, ConsensusCache cache, AtxVersionSchedule versions, AtxId golden, ulong tickSize, TimeProvider time)
{
    /// <summary>Leaves of the PoET proofs that ATXs may name.</summary>
    public Dictionary<PoetProofRef, ulong> Leaves { get; } = [];

    /// <summary>Every ATX that was ever given to this handler, by identity and epoch.</summary>
    public Dictionary<(NodeId, EpochId), HashSet<AtxId>> Signed { get; } = [];

    /// <summary>Judges before anything is stored.</summary>
    public Func<VersionedAtx, CancellationToken, Task<Verdict>> Gate { get; set; } = (_, _) => Task.FromResult(Verdict.Accept);

    public async ValueTask<Verdict> HandleAsync(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!VersionedAtx.TryDecode(new ScaleBytes(message), versions, out var atx, out var error))
            return Verdict.Reject($"malformed: {error}");
        var id = atx.ComputeId();
        var key = (atx.SmesherId, atx.PublishEpoch);
        if (!Signed.TryGetValue(key, out var ids))
            Signed.Add(key, ids = []);
        ids.Add(id);
        var verdict = await Gate(atx, cancellationToken);
        if (!verdict.IsAccept || state.Atxs.Contains(id))
            return verdict;
        if (state.Atxs.InEpochBy(atx.PublishEpoch, atx.SmesherId) is not null)
            return Verdict.Ignore("already published in this epoch");
        Store(atx, id);
        return Verdict.Accept;
    }

    private void Store(VersionedAtx atx, AtxId id)
    {
        var v1 = atx.V1?.Inner;
        var v2 = atx.V2;
        var positioning = v1?.Challenge.PositioningAtxId ?? v2!.PositioningAtx;
        var commitment = v1?.Challenge.CommitmentAtxId ?? v2?.Initial?.CommitmentAtx;
        var previous = v1?.Challenge.PrevAtxId ?? (v2!.PreviousAtxs.Count > 0 ? v2.PreviousAtxs[0] : default);
        uint units = v1?.NumUnits ?? v2!.NIPosts[0].Posts[0].NumUnits;
        var reference = v1 is not null ? PoetProofRef.FromBytes(v1.NIPost!.PostMetadata!.Value.Challenge.Span) : new PoetProofRef(v2!.NIPosts[0].Challenge.Value);
        ulong ticks = Leaves.GetValueOrDefault(reference) / tickSize;
        ulong nonce = v1 is null ? v2!.VrfNonce : v1.VrfNonce ?? state.Atxs.VrfNonceOf(previous) ?? 0;
        ulong height = positioning == golden ? 0 : state.Atxs.Find(positioning)?.TickHeight ?? 0;
        state.Atxs.Add(
            new AtxRecord
            {
                Id = id, PublishEpoch = atx.PublishEpoch, EffectiveUnits = units, CommitmentAtx = commitment, VrfNonce = nonce, BaseTickHeight = height,
                TickCount = ticks, Sequence = v1?.Challenge.Sequence ?? 0, Smesher = atx.SmesherId, Coinbase = v1?.Coinbase ?? v2!.Coinbase,
                ReceivedNanoseconds = (time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100, Weight = units * ticks,
            },
            new AtxBlob(atx.Version, atx.Blob));
        state.Posts.Add(new PostRecord(id, atx.SmesherId, previous.IsZero() ? null : previous, 0, units, atx.PublishEpoch));
        cache.TryAdd(atx.PublishEpoch.Target, AtxEntry.Create(id, atx.SmesherId, default, units, height, ticks, nonce), false);
    }
}
