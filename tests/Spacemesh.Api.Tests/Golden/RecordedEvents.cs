using Google.Protobuf;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>What a node publishes so that a recorded user event appears.</summary>
internal static class RecordedEvents
{
    /// <summary>Null for the second of two messages that one event makes.</summary>
#pragma warning disable CS0612 // Clients still use the older waits.
    public static UserEvent? Of(V1.Event message) => message switch
    {
        { Beacon: { } beacon } => new BeaconReady(new EpochId(beacon.Epoch), Id<Beacon>(beacon.Beacon)),
        { InitStart: { } init } => new InitialisationStarted(Id<NodeId>(init.Smesher), Id<AtxId>(init.Commitment)),
        { InitFailed: { } init } => new InitialisationFailed(Id<NodeId>(init.Smesher), Id<AtxId>(init.Commitment), init.Error),
        { InitComplete: { } init } => new InitialisationCompleted(Id<NodeId>(init.Smesher)),
        { PostServiceStarted: not null } => new PostServiceStarted(),
        { PostServiceStopped: not null } => new PostServiceStopped(),
        { PostStart: { } post } => new PostStarted(Id<NodeId>(post.Smesher), Id<Hash32>(post.Challenge)),
        { PostComplete: { } post } => message.Failure ? new PostFailed(Id<NodeId>(post.Smesher)) : new PostCompleted(Id<NodeId>(post.Smesher), Id<Hash32>(post.Challenge)),
        { PoetWaitRound: { } wait } => new PoetRoundAwaited(Id<NodeId>(wait.Smesher), new EpochId(wait.Current), new EpochId(wait.Publish), wait.Until.ToDateTimeOffset()),
        { PoetWaitProof: { } wait } => new PoetProofAwaited(Id<NodeId>(wait.Smesher), new EpochId(wait.Publish), new EpochId(wait.Target), wait.Until.ToDateTimeOffset()),
        { WaitingForPoetRegistrationWindow: not null } or { WaitingForPoetRoundEnd: not null } => null,
        { RegisteredInPoet: { } poet } => new RegisteredInPoet(Id<NodeId>(poet.Smesher), poet.Url, poet.RoundId),
        { ProofDownloadedFromPoet: { } poet } => new PoetProofDownloaded(poet.Url, poet.RoundId, poet.Ticks),
        { BestProofSelected: { } poet } => new BestProofSelected(Id<NodeId>(poet.Smesher), poet.Url, poet.RoundId, poet.Ticks),
        { AtxPublished: { } atx } => new AtxPublished(Id<NodeId>(atx.Smesher), Id<AtxId>(atx.Id), new EpochId(atx.Current), new EpochId(atx.Target), atx.Until.ToDateTimeOffset()),
        { Eligibilities: { } computed } => new EligibilitiesComputed(
            Id<NodeId>(computed.Smesher),
            new EpochId(computed.Epoch),
            Id<Beacon>(computed.Beacon),
            Id<AtxId>(computed.Atx),
            computed.ActiveSetSize,
            [.. computed.Eligibilities.Select(slots => new LayerSlots(new LayerId(slots.Layer), slots.Count))]),
        { Proposal: { } proposal } => new ProposalPublished(Id<NodeId>(proposal.Smesher), new LayerId(proposal.Layer), Id<ProposalId>(proposal.Proposal)),
        _ => throw new InvalidOperationException($"no event makes {message}"),
    };
#pragma warning restore CS0612

    private static T Id<T>(ByteString bytes)
        where T : struct, IFixedBytes<T> => T.FromBytes(bytes.Span);
}
