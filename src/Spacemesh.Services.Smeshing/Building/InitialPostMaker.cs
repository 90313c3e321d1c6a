using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Makes the proof over the zero challenge that an identity's first ATX shows (spec 04 §4.3).</summary>
internal sealed partial class InitialPostMaker(BuilderContext context, ProofRequester requester)
{
    /// <summary>Does nothing where the identity has an ATX or the proof is stored.</summary>
    public async Task EnsureAsync(NodeId identity, CancellationToken cancellationToken)
    {
        if (context.State.Atxs.LastBy(identity) is not null || context.Local.InitialPosts.Find(identity) is not null)
            return;
        var (proof, info) = await requester.RequestAsync(identity, default, null, cancellationToken);
        if (info.VrfNonce is not { } nonce)
            throw new AtxBuildException(AtxBuildFailure.Other, "initial PoST is invalid: missing VRF nonce. Check your PoST data");
        var post = new InitialPost(new PostV1(proof.Nonce, new(proof.Indices), proof.Pow), info.Units, info.CommitmentAtx, nonce, default);
        var verdict = await OwnProofs.VerifyInitialAsync(context.Verification, identity, post, cancellationToken);
        if (!verdict.IsValid)
        {
            throw new AtxBuildException(
                AtxBuildFailure.Other, $"initial PoST is invalid: {verdict.Reason}. Check your PoST data, and that the service was started with this network's parameters");
        }

        context.Local.InitialPosts.Add(identity, post);
        LogMade(context.Log, identity, info.Units, info.CommitmentAtx);
    }

    [LoggerMessage(10020, LogLevel.Information, "created the initial post (smesher {Smesher}, {Units} units, commitment {Commitment})")]
    private static partial void LogMade(ILogger log, NodeId smesher, uint units, AtxId commitment);
}
