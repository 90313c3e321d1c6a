using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>From challenge to NIPoST: registrations, PoET proof, PoST; each step is stored before the next (spec 04 §4.6).</summary>
internal sealed partial class NipostBuilder(BuilderContext context, PoetRegistrations registrations, PoetProofs proofs, ProofRequester requester)
{
    public async Task<NipostState> BuildAsync(Ports.Signing.ISigner signer, NipostChallenge challenge, Hash32 hash, CancellationToken cancellationToken)
    {
        var identity = signer.NodeId;
        var timeline = context.Timeline;
        var publish = challenge.PublishEpoch;
        using var outer = context.Alarm.DeadlineAt(timeline.PublishEnd(publish), cancellationToken);
        try
        {
            var used = await registrations.EnsureAsync(signer, publish, hash, outer.Token);
            var (reference, membership) = await ProofAsync(identity, publish, hash, used, outer.Token);
            return await PostAsync(identity, challenge, reference, membership, outer.Token);
        }
        catch (OperationCanceledException) when (outer.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            throw AtxBuildException.Expired("its publish epoch is over");
        }
    }

    private async Task<(PoetProofRef Reference, MerkleProofV1 Membership)> ProofAsync(
        NodeId identity, EpochId publish, Hash32 hash, IReadOnlyList<UsableRegistration> used, CancellationToken cancellationToken)
    {
        if (context.Local.Challenges.PoetProof(identity) is { } stored)
            return stored;
        var timeline = context.Timeline;
        if (context.Now > timeline.ProofDeadline(publish))
            throw AtxBuildException.Expired("the deadline to query the poet proof is over");
        context.Events.Publish(new PoetProofAwaited(identity, publish, publish.Target, timeline.RoundEnd(publish)));
        if (await proofs.BestAsync(publish, hash, used, cancellationToken) is not { } best)
            throw AtxBuildException.Unstable("builder: didn't receive any poet proof");
        context.Events.Publish(new BestProofSelected(identity, best.Url, best.RoundId, best.Proof.LeafCount / context.Options.TickSize));
        var reference = best.Proof.ComputeRef();
        context.Local.Challenges.SetPoetProof(identity, reference, best.Membership);
        return (reference, best.Membership);
    }

    private async Task<NipostState> PostAsync(
        NodeId identity, NipostChallenge challenge, PoetProofRef reference, MerkleProofV1 membership, CancellationToken cancellationToken)
    {
        if (context.Local.Niposts.Find(identity) is { } stored)
            return stored;
        if (context.Now > context.Timeline.PublishEnd(challenge.PublishEpoch))
            throw AtxBuildException.Expired("its publish epoch is over");
        var postChallenge = new Hash32(reference.Value);
        var started = context.Now;
        var (proof, info) = await requester.RequestAsync(identity, postChallenge, InitialPostCheck(identity, challenge), cancellationToken);
        if (info.VrfNonce is not { } nonce)
            throw new AtxBuildException(AtxBuildFailure.Other, "the PoST service gave no VRF nonce with its proof: complete its data");
        var state = new NipostState(
            new PostV1(proof.Nonce, new(proof.Indices), proof.Pow), info.Units, nonce, membership, postChallenge, info.LabelsPerUnit);
        context.Local.Niposts.Add(identity, state);
        LogProved(context.Log, identity, challenge.PublishEpoch, context.Now - started);
        return state;
    }

    /// <summary>The initial PoST must fit the units and commitment that the service has now (spec 04 §4.10).</summary>
    private Func<PostServiceInfo, CancellationToken, Task>? InitialPostCheck(NodeId identity, NipostChallenge challenge)
    {
        if (challenge.InitialPost is not { } post)
            return null;
        return async (info, cancellationToken) =>
        {
            var verdict = await OwnProofs.VerifyInitialAsync(context.Verification, identity, post, info.CommitmentAtx, info.Units, cancellationToken);
            if (!verdict.IsValid)
                throw new InitialPostRefusedException($"the initial PoST does not fit the PoST data of now ({info.Units} units, commitment {info.CommitmentAtx}): {verdict.Reason}");
        };
    }

    [LoggerMessage(10030, LogLevel.Information, "generated NiPoST for epoch {Publish} in {Duration} (smesher {Smesher})")]
    private static partial void LogProved(ILogger log, NodeId smesher, EpochId publish, TimeSpan duration);
}
