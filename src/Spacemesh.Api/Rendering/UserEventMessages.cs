using Google.Protobuf.WellKnownTypes;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;

namespace Spacemesh.Api.Rendering;

/// <summary>User events as messages (spec 09a §8.2). The two waits for PoET come as two, for clients that know the older one only.</summary>
#pragma warning disable CS0612 // The older waits for PoET are deprecated in the definitions, but clients use them.
internal static class UserEventMessages
{
    public static IEnumerable<V1.Event> Of(UserEventOccurred occurred)
    {
        switch (occurred.Event)
        {
            case PoetRoundAwaited wait:
                yield return Message(occurred, message => message.PoetWaitRound = new()
                {
                    Current = wait.Current.Value, Publish = wait.Publish.Value, Wait = Wait(occurred, wait.RegistrationOpens), Until = Time(wait.RegistrationOpens), Smesher = wait.Smesher.ToBytes(),
                });
                yield return Message(occurred, message => message.WaitingForPoetRegistrationWindow = new()
                {
                    Current = wait.Current.Value, Publish = wait.Publish.Value, RoundEnd = Time(wait.RegistrationOpens), Smesher = wait.Smesher.ToBytes(),
                });
                break;
            case PoetProofAwaited wait:
                yield return Message(occurred, message => message.PoetWaitProof = new()
                {
                    Publish = wait.Publish.Value, Target = wait.Target.Value, Wait = Wait(occurred, wait.RoundEnd), Until = Time(wait.RoundEnd), Smesher = wait.Smesher.ToBytes(),
                });
                yield return Message(occurred, message => message.WaitingForPoetRoundEnd = new()
                {
                    Publish = wait.Publish.Value, Target = wait.Target.Value, RoundEnd = Time(wait.RoundEnd), Smesher = wait.Smesher.ToBytes(),
                });
                break;
            default:
                yield return Message(occurred, message => Fill(message, occurred));
                break;
        }
    }

    private static void Fill(V1.Event message, UserEventOccurred occurred)
    {
        switch (occurred.Event)
        {
            case BeaconReady beacon:
                message.Beacon = new() { Epoch = beacon.Epoch.Value, Beacon = beacon.Beacon.ToBytes() };
                break;
            case InitialisationStarted started:
                message.InitStart = new() { Smesher = started.Smesher.ToBytes(), Commitment = started.Commitment.ToBytes() };
                break;
            case InitialisationFailed failed:
                message.InitFailed = new() { Smesher = failed.Smesher.ToBytes(), Commitment = failed.Commitment.ToBytes(), Error = failed.Error };
                break;
            case InitialisationCompleted completed:
                message.InitComplete = new() { Smesher = completed.Smesher.ToBytes() };
                break;
            case PostServiceStarted:
                message.PostServiceStarted = new();
                break;
            case PostServiceStopped:
                message.PostServiceStopped = new();
                break;
            case PostStarted started:
                message.PostStart = new() { Challenge = started.Challenge.ToBytes(), Smesher = started.Smesher.ToBytes() };
                break;
            case PostCompleted completed:
                message.PostComplete = new() { Challenge = completed.Challenge.ToBytes(), Smesher = completed.Smesher.ToBytes() };
                break;
            case PostFailed failed:
                message.PostComplete = new() { Smesher = failed.Smesher.ToBytes() };
                break;
            case RegisteredInPoet registered:
                message.RegisteredInPoet = new() { Url = registered.Url, Smesher = registered.Smesher.ToBytes(), RoundId = registered.RoundId };
                break;
            case PoetProofDownloaded proof:
                message.ProofDownloadedFromPoet = new() { Url = proof.Url, RoundId = proof.RoundId, Ticks = proof.Ticks };
                break;
            case BestProofSelected proof:
                message.BestProofSelected = new() { Url = proof.Url, RoundId = proof.RoundId, Ticks = proof.Ticks, Smesher = proof.Smesher.ToBytes() };
                break;
            case AtxPublished atx:
                message.AtxPublished = new()
                {
                    Current = atx.Current.Value,
                    Target = atx.Target.Value,
                    Id = atx.Id.ToBytes(),
                    Wait = Wait(occurred, atx.TargetBegins),
                    Until = Time(atx.TargetBegins),
                    Smesher = atx.Smesher.ToBytes(),
                };
                break;
            case EligibilitiesComputed computed:
                message.Eligibilities = new()
                {
                    Epoch = computed.Epoch.Value,
                    Beacon = computed.Beacon.ToBytes(),
                    Atx = computed.Atx.ToBytes(),
                    ActiveSetSize = computed.ActiveSetSize,
                    Smesher = computed.Smesher.ToBytes(),
                };
                message.Eligibilities.Eligibilities.AddRange(
                    computed.Layers.Select(slots => new V1.ProposalEligibility { Layer = slots.Layer.Value, Count = slots.Count }));
                break;
            case ProposalPublished proposal:
                message.Proposal = new() { Layer = proposal.Layer.Value, Proposal = proposal.Proposal.ToBytes(), Smesher = proposal.Smesher.ToBytes() };
                break;
            case OwnMalfeasance own:
                message.Malfeasance = new() { Proof = V1Messages.Malfeasance(own.Smesher, own.Proof, withBytes: false) };
                break;
        }
    }

    private static V1.Event Message(UserEventOccurred occurred, Action<V1.Event> fill)
    {
        var message = new V1.Event { Timestamp = Time(occurred.Time), Failure = occurred.Event.IsFailure, Help = occurred.Event.Help };
        fill(message);
        return message;
    }

    private static Timestamp Time(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    private static Duration Wait(UserEventOccurred occurred, DateTimeOffset until) => Duration.FromTimeSpan(until - occurred.Time);
}
