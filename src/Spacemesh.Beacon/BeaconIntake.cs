using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Beacons;

/// <summary>
/// The handlers of the four topics (spec 05 §7.4–§7.6). What is decided without a signature or a proof is decided first: both ways lead to
/// the verdict that the chapter's order gives, and forgeries cost little.
/// </summary>
internal sealed class BeaconIntake(BeaconOptions options, NetworkParameters network, IBeaconSource source, BeaconEpochs epochs, WeakCoin coin, BeaconRun run)
{
    private static readonly Verdict Malformed = Verdict.Reject("malformed msg");
    private static readonly Verdict Inactive = Verdict.Ignore("beacon protocol inactive");
    private static readonly Verdict WrongEpoch = Verdict.Ignore("epoch not active");
    private static readonly Verdict Untimely = Verdict.Ignore("untimely msg");
    private static readonly Verdict NoWeight = Verdict.Ignore("zero epoch weight provided");
    private static readonly Verdict NoAtx = Verdict.Ignore("miner ATX not found in previous epoch");
    private static readonly Verdict NoNonce = Verdict.Ignore("vrf nonce not found");
    private static readonly Verdict BadProof = Verdict.Ignore("failed vrf verification");
    private static readonly Verdict BadSignature = Verdict.Ignore("failed signature verification");
    private static readonly Verdict Proposed = Verdict.Ignore("already proposed");
    private static readonly Verdict Voted = Verdict.Ignore("already voted");
    private static readonly Verdict NoFirstVotes = Verdict.Ignore("no first round votes for miner");
    private static readonly Verdict WrongCoinRound = Verdict.Ignore("message for the wrong round");
    private static readonly Verdict NotAllowed = Verdict.Ignore("not allowed to submit proposal for unit");
    private static readonly Verdict NotSmallest = Verdict.Ignore("proposal not smallest");

    public BeaconReceipt Receive(BeaconTopic topic, ReadOnlySpan<byte> bytes, DateTimeOffset now) => topic switch
    {
        BeaconTopic.Proposal => Proposal(bytes, now),
        BeaconTopic.FirstVotes => FirstVotes(bytes, now),
        BeaconTopic.FollowingVotes => FollowingVotes(bytes, now),
        BeaconTopic.WeakCoin => WeakCoin(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, null),
    };

    /// <summary>A weak coin message of the running round.</summary>
    public BeaconReceipt Draw(WeakCoinMessage message)
    {
        bool known = epochs.TryGet(message.Epoch, out var epoch);
        uint allowance = known && epoch!.Smeshers.TryGetValue(message.NodeId, out var smesher) ? smesher.Allowance : 0;
        if (message.Unit > allowance)
            return BeaconReceipt.Of(NotAllowed);
        if (!coin.IsSmaller(message.VrfSignature))
            return BeaconReceipt.Of(NotSmallest);
        if ((known ? epoch!.NonceOf(message.NodeId, source) : source.VrfNonceOf(message.NodeId, message.Epoch)) is not { } nonce)
            return BeaconReceipt.Of(NoNonce);
        byte[] alpha = Scale.Encode(new WeakCoinVrfMessage(nonce, message.Epoch, message.Round, message.Unit));
        return BeaconReceipt.Wait(new PendingBeaconMessage(message.NodeId, alpha, message.VrfSignature, BadProof, () => Admit(message)));
    }

    private BeaconReceipt Proposal(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (!Scale.TryDecode<BeaconProposalMessage>(bytes, out var message, out _))
            return BeaconReceipt.Of(Malformed);
        if (!IsTimely(message.EpochId, now))
            return BeaconReceipt.Of(Untimely);
        if (!epochs.TryGetOrCreate(message.EpochId, out var epoch))
            return BeaconReceipt.Of(NoWeight);
        if (!epoch.Smeshers.TryGetValue(message.NodeId, out var smesher))
            return BeaconReceipt.Of(NoAtx);
        if (epoch.HasProposed(message.NodeId))
            return BeaconReceipt.Of(Proposed);
        if (epoch.NonceOf(message.NodeId, source) is not { } nonce)
            return BeaconReceipt.Of(NoNonce);
        byte[] alpha = Scale.Encode(new BeaconVrfMessage(nonce, message.EpochId));
        return BeaconReceipt.Wait(new PendingBeaconMessage(message.NodeId, alpha, message.VrfSignature, BadProof, () => Admit(message, now)) { IsProposalOfMalicious = smesher.IsMalicious });
    }

    private Verdict Admit(BeaconProposalMessage message, DateTimeOffset received)
    {
        if (!epochs.TryGet(message.EpochId, out var epoch))
            return Untimely;
        if (!epoch.TryPropose(message.NodeId))
            return Proposed;
        epoch.Store(message.VrfSignature.ToBeaconProposal(), epoch.Classify(message.NodeId, message.VrfSignature, received));
        return Verdict.Accept;
    }

    /// <summary>Proposals are for the running epoch, or for the next within the grace period before it.</summary>
    private bool IsTimely(EpochId epoch, DateTimeOffset now)
    {
        var current = network.EpochAt(now);
        return epoch == current
            || (current.TryAdd(1, out var next) && epoch == next && network.TryFirstLayer(next, out var first)
                && network.TryStartOf(first, out var start) && start - now < options.GracePeriod);
    }

    private BeaconReceipt FirstVotes(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (run.Epoch is null)
            return BeaconReceipt.Of(Inactive);
        if (!Scale.TryDecode<FirstVotingMessage>(bytes, out var message, out _))
            return BeaconReceipt.Of(Malformed);
        if (message.Body.EpochId != network.EpochAt(now) || !epochs.TryGet(message.Body.EpochId, out var epoch))
            return BeaconReceipt.Of(WrongEpoch);
        if (run.Round > 0)
            return BeaconReceipt.Of(Untimely);
        if (AtSight(epoch, message.SmesherId, round: 0) is { } verdict)
            return BeaconReceipt.Of(verdict);
        return BeaconReceipt.Wait(new PendingBeaconMessage(
            message.SmesherId, SigningDomain.BeaconFirstMessage, Scale.Encode(message.Body), message.Signature, BadSignature, () => Admit(message)));
    }

    private Verdict Admit(FirstVotingMessage message)
    {
        if (run.Epoch is null || !epochs.TryGet(message.Body.EpochId, out var epoch))
            return Inactive;
        if (IsForgotten(0))
            return Untimely;
        if (!epoch.TryVote(message.SmesherId, 0))
            return Voted;
        if (!epoch.Smeshers.TryGetValue(message.SmesherId, out var smesher))
            return NoAtx;
        epoch.AddFirstVotes(message.SmesherId, smesher.Weight, message.Body);
        return Verdict.Accept;
    }

    private BeaconReceipt FollowingVotes(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (run.Epoch is null)
            return BeaconReceipt.Of(Inactive);
        if (!Scale.TryDecode<FollowingVotingMessage>(bytes, out var message, out _))
            return BeaconReceipt.Of(Malformed);
        if (message.Body.EpochId != network.EpochAt(now) || !epochs.TryGet(message.Body.EpochId, out var epoch))
            return BeaconReceipt.Of(WrongEpoch);
        bool isNext = message.Body.RoundId == (ulong)run.Round + 1 && now > run.EarliestNextVote;
        if (message.Body.RoundId != run.Round && !isNext)
            return BeaconReceipt.Of(Untimely);
        if (AtSight(epoch, message.SmesherId, message.Body.RoundId) is { } verdict)
            return BeaconReceipt.Of(verdict);
        return BeaconReceipt.Wait(new PendingBeaconMessage(
            message.SmesherId, SigningDomain.BeaconFollowupMessage, Scale.Encode(message.Body), message.Signature, BadSignature, () => Admit(message)));
    }

    private Verdict Admit(FollowingVotingMessage message)
    {
        if (run.Epoch is null || !epochs.TryGet(message.Body.EpochId, out var epoch))
            return Inactive;
        if (IsForgotten(message.Body.RoundId))
            return Untimely;
        if (!epoch.TryVote(message.SmesherId, message.Body.RoundId))
            return Voted;
        if (!epoch.Smeshers.TryGetValue(message.SmesherId, out var smesher))
            return NoAtx;
        if (!epoch.TryGetFirstVotes(message.SmesherId, out var list))
            return NoFirstVotes;
        epoch.AddFollowingVotes(smesher.Weight, Beacons.FollowingVotes.Decode(list, message.Body.VotesBitVector.Span));
        return Verdict.Accept;
    }

    /// <summary>The verdict that no signature changes, where there is one.</summary>
    private static Verdict? AtSight(BeaconEpoch epoch, NodeId smesher, uint round) =>
        epoch.HasVoted(smesher, round) ? Voted : epoch.IsUnwanted(smesher) ? NoAtx : null;

    /// <summary>Whether a signature was checked for so long that nobody knows any more who voted in the round.</summary>
    private bool IsForgotten(uint round) => (ulong)round + 1 < run.Round;

    private BeaconReceipt WeakCoin(ReadOnlySpan<byte> bytes)
    {
        if (run.Epoch is null)
            return BeaconReceipt.Of(Inactive);
        if (!Scale.TryDecode<WeakCoinMessage>(bytes, out var message, out _))
            return BeaconReceipt.Of(Malformed);
        if (coin.IsRunning(message.Epoch, message.Round))
            return Draw(message);
        return BeaconReceipt.Of(coin.TryBuffer(in message) ? Verdict.Accept : WrongCoinRound);
    }

    private Verdict Admit(WeakCoinMessage message)
    {
        if (!coin.IsRunning(message.Epoch, message.Round))
            return WrongCoinRound;
        if (!coin.IsSmaller(message.VrfSignature))
            return NotSmallest;
        coin.Take(message.VrfSignature);
        return Verdict.Accept;
    }
}
