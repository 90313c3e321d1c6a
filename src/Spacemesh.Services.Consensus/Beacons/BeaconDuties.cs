using Spacemesh.Beacons;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>Makes and publishes the messages of the node's smeshers, one smesher after the other. The machine is touched in turns of the inbox.</summary>
internal sealed class BeaconDuties(BeaconParts parts, Inbox inbox, BeaconMachine machine)
{
    public Task DoAsync(BeaconStep step, CancellationToken cancellationToken) => step.Duty switch
    {
        ProposalDuty duty => ProposeAsync(duty, cancellationToken),
        FirstVotesDuty duty => VoteAsync(duty, cancellationToken),
        FollowingVotesDuty duty => VoteAsync(duty, cancellationToken),
        WeakCoinDuty duty => DrawAsync(duty, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task ProposeAsync(ProposalDuty duty, CancellationToken cancellationToken)
    {
        foreach (var participant in duty.Participants)
        {
            if (SignerOf(participant) is not { } signer)
                continue;
            var proof = await ComputeAsync(() => signer.Prove(duty.Alpha(participant)), cancellationToken);
            var worth = await inbox.AskAsync(
                () => machine.Classify(duty.Epoch, participant.Smesher, in proof, parts.Time.GetUtcNow()), cancellationToken);
            if (worth != BeaconProposalClass.Invalid)
                await PublishAsync(GossipTopics.BeaconProposal, duty.Message(participant, proof), cancellationToken);
        }
    }

    private async Task VoteAsync(FirstVotesDuty duty, CancellationToken cancellationToken)
    {
        byte[] signed = duty.SignedBytes();
        var slot = new SigningSlot(SigningSlotKind.BeaconVotes, duty.Body.EpochId.Value, 0);
        foreach (var participant in duty.Participants)
        {
            var signature = await SignAsync(GossipTopics.BeaconFirstVotes, participant, SigningDomain.BeaconFirstMessage, signed, slot, cancellationToken);
            if (signature is { } made)
                await PublishAsync(GossipTopics.BeaconFirstVotes, duty.Message(participant, made), cancellationToken);
        }
    }

    private async Task VoteAsync(FollowingVotesDuty duty, CancellationToken cancellationToken)
    {
        foreach (var (participant, body) in duty.Votes)
        {
            byte[] signed = FollowingVotesDuty.SignedBytes(body);
            var slot = new SigningSlot(SigningSlotKind.BeaconVotes, body.EpochId.Value, body.RoundId);
            var signature = await SignAsync(
                GossipTopics.BeaconFollowingVotes, participant, SigningDomain.BeaconFollowupMessage, signed, slot, cancellationToken);
            if (signature is { } made)
                await PublishAsync(GossipTopics.BeaconFollowingVotes, FollowingVotesDuty.Message(participant, body, made), cancellationToken);
        }
    }

    private async Task DrawAsync(WeakCoinDuty duty, CancellationToken cancellationToken)
    {
        foreach (var pending in duty.Early)
        {
            bool authentic = await ComputeAsync(() => pending.IsAuthentic(parts.Checks), cancellationToken);
            var verdict = await inbox.AskAsync(() => machine.Complete(pending, authentic), cancellationToken);
            if (verdict.IsAccept)
                break;
        }

        foreach (var (participant, units) in duty.Draws)
        {
            if (SignerOf(participant) is not { } signer)
                continue;
            var (unit, proof) = await ComputeAsync(() => Smallest(duty, participant, units, signer, cancellationToken), cancellationToken);
            if (await inbox.AskAsync(() => machine.IsSmallestCoin(duty.Epoch, duty.Round, in proof), cancellationToken))
                await PublishAsync(GossipTopics.BeaconWeakCoin, duty.Message(participant, unit, proof), cancellationToken);
        }
    }

    private static (uint Unit, VrfSignature Proof) Smallest(
        WeakCoinDuty duty, BeaconParticipant participant, uint units, ISigner signer, CancellationToken cancellationToken)
    {
        var smallest = (Unit: 0u, Proof: signer.Prove(duty.Alpha(participant, 0)));
        for (uint unit = 1; unit < units; unit++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var proof = signer.Prove(duty.Alpha(participant, unit));
            if (VrfOrder.CompareLittleEndian(in proof, in smallest.Proof) < 0)
                smallest = (unit, proof);
        }

        return smallest;
    }

    /// <summary>Null for a smesher that left the node.</summary>
    private ISigner? SignerOf(BeaconParticipant participant) => parts.Signers.All.FirstOrDefault(signer => signer.NodeId == participant.Smesher);

    private ValueTask<T> ComputeAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        parts.Work.RunAsync(_ => work(), WorkPriority.High, cancellationToken);

    private async ValueTask<EdSignature?> SignAsync(
        string topic, BeaconParticipant participant, SigningDomain domain, byte[] message, SigningSlot slot, CancellationToken cancellationToken)
    {
        if (SignerOf(participant) is not { } signer)
            return null;
        try
        {
            return await ComputeAsync(() => signer.Sign(domain, message, slot), cancellationToken);
        }
        catch (SlotTakenException taken)
        {
            BeaconLog.Unsigned(parts.Log, topic, taken.Message);
            return null;
        }
    }

    private async Task PublishAsync(string topic, byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Gossip.PublishAsync(topic, message, cancellationToken);
        }
        catch (GossipRefusedException refused)
        {
            BeaconLog.Refused(parts.Log, topic, refused.Verdict);
        }
    }
}
