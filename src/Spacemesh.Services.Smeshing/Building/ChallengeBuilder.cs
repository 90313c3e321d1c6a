using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>Builds what an identity commits to before its next PoET round (spec 04 §4.4). A stored challenge is never changed.</summary>
internal sealed partial class ChallengeBuilder(BuilderContext context, PositioningSearch positioning, BuilderRows rows, AtxSyncWait sync)
{
    public async Task<NipostChallenge> BuildAsync(NodeId identity, CancellationToken cancellationToken)
    {
        await sync.WaitAsync(cancellationToken);
        var current = context.CurrentEpoch;
        if (context.Local.Challenges.Find(identity) is { } stored)
        {
            if (stored.PublishEpoch >= current)
                return stored;
            LogStale(context.Log, identity, stored.PublishEpoch, current);
            context.PostStates.SetIdle(identity);
            rows.DropChallenge(identity);
        }

        var timeline = context.Timeline;
        if (Previous(identity) is { } last)
            current = EpochId.Greater(current, last.PublishEpoch);
        var left = timeline.RoundStart(current) - context.Now;
        if (left <= TimeSpan.Zero)
        {
            context.Instruments.RegistrationWindowReached(-left, isLate: true);
            current = current.Add(1);
            left = timeline.RoundStart(current) - context.Now;
        }

        context.Instruments.RegistrationWindowReached(left, isLate: false);
        var publish = current.Add(1);
        var opens = timeline.ChallengeTime(publish);
        if (opens > context.Now)
        {
            context.Events.Publish(new PoetRoundAwaited(identity, current, publish, opens));
            await context.Alarm.WaitUntilAsync(opens, cancellationToken);
        }

        DateTimeOffset? limit = timeline.Times.PositioningTimeout > TimeSpan.Zero ? opens + timeline.Times.PositioningTimeout : null;
        var challenge = Previous(identity) is { } previous
            ? await ChainedAsync(identity, publish, previous, limit, cancellationToken)
            : await InitialAsync(identity, publish, limit, cancellationToken);
        if (context.Local.Challenges.Add(identity, challenge) != InsertOutcome.Added)
            throw new AtxBuildException(AtxBuildFailure.Other, $"a challenge of {identity} exists already");
        return challenge;
    }

    private AtxRecord? Previous(NodeId identity) => context.State.Atxs.LastBy(identity) is { } id ? context.State.Atxs.Find(id) : null;

    private async Task<NipostChallenge> ChainedAsync(
        NodeId identity, EpochId publish, AtxRecord previous, DateTimeOffset? limit, CancellationToken cancellationToken)
    {
        var position = await positioning.SelectAsync(identity, publish, previous.Id, limit, cancellationToken);
        return new NipostChallenge(publish, unchecked(previous.Sequence + 1), previous.Id, position, null, null);
    }

    private async Task<NipostChallenge> InitialAsync(NodeId identity, EpochId publish, DateTimeOffset? limit, CancellationToken cancellationToken)
    {
        if (context.Local.InitialPosts.Find(identity) is not { } post)
            throw new AtxBuildException(AtxBuildFailure.InitialPostInvalid, $"the initial PoST of {identity} is missing");
        // Outside the search's deadline: running out of time says nothing about the proof.
        var verdict = await OwnProofs.VerifyInitialAsync(context.Verification, identity, post, cancellationToken);
        if (!verdict.IsValid)
            throw new AtxBuildException(AtxBuildFailure.InitialPostInvalid, $"the stored initial PoST is invalid: {verdict.Reason}");
        var position = await positioning.SelectAsync(identity, publish, null, limit, cancellationToken);
        return new NipostChallenge(publish, 0, default, position, post.CommitmentAtx, post.Post);
    }

    [LoggerMessage(10010, LogLevel.Information, "atx nipost challenge is stale - discarding it (smesher {Smesher}, publish epoch {Publish}, current epoch {Current})")]
    private static partial void LogStale(ILogger log, NodeId smesher, EpochId publish, EpochId current);
}
