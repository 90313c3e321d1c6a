using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Assembles, signs and gossips an own ATX until our own handler takes it and it is on its way (spec 04 §4.7, §4.8).</summary>
internal sealed partial class AtxPublisher(BuilderContext context, Func<Address> coinbase)
{
    public async Task<AtxId> PublishAsync(ISigner signer, NipostChallenge challenge, NipostState nipost, CancellationToken cancellationToken)
    {
        var publish = challenge.PublishEpoch;
        var timeline = context.Timeline;
        using var deadline = context.Alarm.DeadlineAt(timeline.PublishEnd(publish), cancellationToken);
        try
        {
            byte[]? draft = context.Drafts.Find(signer.NodeId, publish);
            if (draft is null)
                await VerifyAsync(signer.NodeId, challenge, nipost, deadline.Token);
            await context.Alarm.WaitUntilAsync(timeline.StartOf(publish), deadline.Token);
            deadline.Token.ThrowIfCancellationRequested();
            var (id, blob) = Sign(signer, draft, challenge, nipost);
            await GossipAsync(signer.NodeId, id, blob, deadline.Token);
            return id;
        }
        catch (OperationCanceledException) when (deadline.HasPassed && !cancellationToken.IsCancellationRequested)
        {
            throw AtxBuildException.Expired("atx publish deadline has passed");
        }
    }

    /// <summary>Gossips the identity's ATX of the current epoch again, as it is stored (spec 04 §4.1).</summary>
    public async Task<bool> RegossipAsync(NodeId identity, CancellationToken cancellationToken)
    {
        if (context.State.Atxs.InEpochBy(context.CurrentEpoch, identity) is not { } id
            || context.State.Atxs.Blob(id) is not { } blob || blob.Bytes.IsEmpty)
            return false;
        await context.Gossip.PublishAsync(GossipTopics.Atx, blob.Bytes.Memory, cancellationToken);
        LogRegossiped(context.Log, id, identity);
        return true;
    }

    private (AtxId Id, byte[] Blob) Sign(ISigner signer, byte[]? draft, NipostChallenge challenge, NipostState nipost)
    {
        var publish = challenge.PublishEpoch;
        if (draft is null)
        {
            ulong? previousNonce = challenge.PreviousAtx.IsZero() ? null : context.State.Atxs.VrfNonceOf(challenge.PreviousAtx);
            draft = AtxAssembly.Compose(
                signer.NodeId, context.Options.AtxVersions.VersionAt(publish), challenge, nipost, coinbase(), previousNonce);
            context.Drafts.Put(signer.NodeId, publish, draft);
        }

        try
        {
            return AtxAssembly.Sign(signer, publish, draft);
        }
        catch (SlotTakenException exception)
        {
            // With an ATX of the epoch on the network there is nothing left to do; an identity that is held back tries again.
            throw context.State.Atxs.InEpochBy(publish, signer.NodeId) is not null
                ? AtxBuildException.Expired(exception.Message)
                : new AtxBuildException(AtxBuildFailure.Other, exception.Message, exception);
        }
    }

    /// <summary>An invalid index in our own ATX would be found by our own handler and make us malicious (spec 04 §12.2).</summary>
    private async Task VerifyAsync(NodeId identity, NipostChallenge challenge, NipostState nipost, CancellationToken cancellationToken)
    {
        if ((challenge.CommitmentAtx ?? context.State.Atxs.CommitmentOf(identity)) is not { } commitment)
            return;
        var verdict = await OwnProofs.VerifyAsync(
            context.Verification, identity, nipost.Post, commitment, nipost.Units, nipost.PostChallenge, cancellationToken);
        if (verdict.IsValid)
            return;
        context.Local.Niposts.Remove(identity);
        throw new AtxBuildException(
            AtxBuildFailure.Other, $"the PoST proof for epoch {challenge.PublishEpoch} is invalid ({verdict.Reason}) and was not published; it is made again. Verify the PoST data");
    }

    private async Task GossipAsync(NodeId identity, AtxId id, byte[] blob, CancellationToken cancellationToken)
    {
        var pause = context.Options.PublishPause;
        while (true)
        {
            try
            {
                await context.Gossip.PublishAsync(GossipTopics.Atx, blob, cancellationToken);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotPublished(context.Log, exception, id, identity, pause);
            }

            await context.Alarm.DelayAsync(pause, cancellationToken);
            pause = pause * 2 < context.Options.LongestPublishPause ? pause * 2 : context.Options.LongestPublishPause;
        }
    }

    [LoggerMessage(10060, LogLevel.Warning, "failed to broadcast ATX {Atx} of {Smesher}; next try in {Pause}")]
    private static partial void LogNotPublished(ILogger log, Exception exception, AtxId atx, NodeId smesher, TimeSpan pause);

    [LoggerMessage(10061, LogLevel.Information, "re-gossipped atx {Atx} (smesher {Smesher})")]
    private static partial void LogRegossiped(ILogger log, AtxId atx, NodeId smesher);
}
