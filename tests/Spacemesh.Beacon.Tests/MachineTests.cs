using System.Numerics;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Beacons.Tests;

/// <summary>The scenarios of spec 05 §12.4 that no golden file shows, and what must hold for any input.</summary>
public sealed class MachineTests
{
    private const int Smeshers = 5;
    private const ulong Nonce = 7;

    private static readonly NetworkParameters Network = GivenNetwork.Of(new byte[GenesisId.Size], layersPerEpoch: 3);
    private static readonly EpochId Epoch = new(2);
    private static readonly DateTimeOffset Start = Network.StartOf(Epoch);
    private static readonly EdSigner[] Keys = [.. Enumerable.Range(0, Smeshers + 1).Select(number => GivenKey.Numbered(number, Network.GenesisId))];

    private readonly BeaconOptions _options = new()
    {
        Rounds = 3,
        GracePeriod = TimeSpan.FromSeconds(1),
        ProposalDuration = TimeSpan.FromSeconds(10),
        FirstVotingRoundDuration = TimeSpan.FromSeconds(10),
        VotingRoundDuration = TimeSpan.FromSeconds(10),
        WeakCoinRoundDuration = TimeSpan.FromSeconds(10),
        WeakCoinBuffer = 10,
    };

    [Fact]
    public void Nothing_delivered_gives_no_beacon()
    {
        var machine = Machine();
        var step = machine.Begin(Epoch, synced: true, Start);
        while (!step.IsEnd)
            step = machine.Advance(step.Due);
        Assert.Equal(BeaconFailure.NoCoin, step.Failure);
        Assert.Empty(machine.Epochs);
        Assert.Null(machine.Running);
    }

    [Fact]
    public void Proposals_that_nobody_votes_for_give_no_beacon()
    {
        var machine = Machine(_options with { Rounds = 1 });
        machine.Begin(Epoch, synced: true, Start);
        machine.Deliver(Network.GenesisId, BeaconTopic.Proposal, Proposal(0), Start);
        machine.Advance(Start);
        var step = machine.Advance(Start);
        Assert.Equal(BeaconFailure.NoSupport, step.Failure);
        Assert.Null(step.Beacon);
    }

    [Fact]
    public void Timeline_is_a_chain_of_durations()
    {
        var machine = Machine();
        var step = machine.Begin(Epoch, synced: true, Start + TimeSpan.FromSeconds(3));
        var phases = new List<(BeaconPhase, uint, double)>();
        for (; !step.IsEnd; step = machine.Advance(step.Due))
        {
            phases.Add((step.Phase, step.Round, (step.Due - Start).TotalSeconds));
            if (step.Phase == BeaconPhase.WeakCoin)
                Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(0, step.Round, 0), Start).IsAccept);
        }

        Assert.Equal(
            [
                (BeaconPhase.Proposal, 0u, 13.0), (BeaconPhase.FirstVoting, 0, 23), (BeaconPhase.Voting, 1, 33), (BeaconPhase.WeakCoin, 1, 43),
                (BeaconPhase.Voting, 2, 53), (BeaconPhase.WeakCoin, 2, 63),
            ],
            phases);
        Assert.Equal(TimeSpan.FromSeconds(60), _options.Duration);
    }

    [Fact]
    public void Run_that_is_overtaken_ends_without_a_beacon_and_the_next_epoch_is_skipped()
    {
        var machine = Machine();
        machine.Begin(Epoch, synced: true, Start);
        Assert.Equal(BeaconFailure.StillRunning, machine.Begin(Epoch.Add(1), synced: true, Start).Failure);
        Assert.Equal(BeaconFailure.Overtaken, machine.Advance(Start).Failure);
        Assert.Equal(BeaconPhase.Idle, machine.Phase);
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 0)]
    public void Following_votes_weigh_as_much_as_the_atx_and_nothing_when_malicious(bool malicious, int weight)
    {
        var machine = Machine(malicious: malicious ? 0 : -1);
        machine.Begin(Epoch, synced: true, Start);
        for (int i = 1; i <= 3; i++)
            Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.Proposal, Proposal(i), Start).IsAccept);
        var state = machine.Epochs[Epoch];
        var duty = (FirstVotesDuty)machine.Advance(Start).Duty!;
        Assert.Equal(3, duty.Body.ValidProposals.Count);
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.FirstVotes, FirstVotes(0, duty.Body), Start).IsAccept);
        var before = state.Margins.Values.ToList();
        machine.Advance(Start);
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.FollowingVotes, FollowingVotes(0, 1, [0b101]), Start).IsAccept);
        var change = duty.Body.ValidProposals.Select(proposal => state.Margins[proposal]).Zip(before, (now, then) => now - then);
        Assert.Equal([weight, -weight, weight], change);
    }

    [Fact]
    public void Coin_takes_units_up_to_the_allowance_and_one_more()
    {
        var machine = Coining();
        Assert.Contains("not allowed", machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(0, 1, 3), Start).Reason, StringComparison.Ordinal);
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(0, 1, 2), Start).IsAccept);
    }

    [Fact]
    public void Coins_of_the_next_round_wait_in_a_buffer_that_overflows()
    {
        var machine = Coining();
        for (uint unit = 0; unit < 10; unit++)
            Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(0, 2, unit), Start).IsAccept);
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(1, 2, 0), Start).IsIgnore);
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(1, 3, 0), Start).IsIgnore);
        machine.Deliver(Network.GenesisId, BeaconTopic.WeakCoin, Coin(0, 1, 0), Start);
        machine.Advance(Start);
        var duty = (WeakCoinDuty)machine.Advance(Start).Duty!;
        // Units above the allowance are not even checked.
        Assert.Equal(3, duty.Early.Count);
    }

    [Fact]
    public void Bits_of_votes_follow_the_senders_own_list()
    {
        Assert.Equal([0x01, 0x55], VoteBits.Encode([true, false, true, false, true, false, true, false, true, false]).Span.ToArray());
        Assert.Equal([0xff], VoteBits.Encode([true, true, true, true, true, true, true, true, false, false]).Span.ToArray());
    }

    [Fact]
    public void Votes_are_sorted_by_their_margins()
    {
        BeaconProposal[] proposals = [.. Enumerable.Range(1, 3).Select(number => BeaconProposal.FromBytes([(byte)number, 0, 0, 0]))];
        ulong threshold = BeaconThresholds.ForVotes(BigInteger.One, 3);
        var votes = new VoteCount(proposals.Zip(new Int128[] { 6, -9, 1 }, KeyValuePair.Create), threshold);
        Assert.Equal([proposals[0]], votes.Support);
        Assert.Equal([proposals[1]], votes.Against);
        Assert.Equal([proposals[2]], votes.Undecided);
    }

    [Theory]
    [InlineData("1/2", 10, 5)]
    [InlineData("3/10", 10, 3)]
    [InlineData("1/25000", 31744, 1)]
    public void Voting_threshold_is_a_share_of_the_weight(string theta, ulong weight, ulong threshold) =>
        Assert.Equal(threshold, BeaconThresholds.ForVotes(Rational.Parse("beacon-theta", theta), weight));

    [Fact]
    public void Order_of_messages_within_a_phase_changes_nothing()
    {
        var outcomes = new HashSet<string>();
        for (int seed = 0; seed < 20; seed++)
            outcomes.Add(RunShuffled(new Random(seed)));
        Assert.Single(outcomes);
        Assert.DoesNotContain("no beacon", outcomes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Voters_without_atx_fill_a_bounded_memory_and_are_not_checked_when_it_is_full()
    {
        var machine = Machine();
        machine.Begin(Epoch, synced: true, Start);
        machine.Advance(Start);
        int checkedOnes = 0;
        for (int i = 0; i < 12_000; i++)
        {
            byte[] id = new byte[NodeId.Size];
            BitConverter.TryWriteBytes(id, i);
            var message = new FirstVotingMessage(new FirstVotingMessageBody(Epoch, default, default), NodeId.FromBytes(id), default);
            var receipt = machine.Receive(BeaconTopic.FirstVotes, Scale.Encode(message), Start);
            Assert.True(receipt.Verdict.IsIgnore);
            if (receipt.Pending is not { } pending)
                continue;
            checkedOnes++;
            Assert.True(machine.Complete(pending, authentic: true).IsIgnore);
        }

        Assert.Equal(10_000, checkedOnes);
        var honest = FirstVotes(0, new FirstVotingMessageBody(Epoch, default, default));
        Assert.True(machine.Deliver(Network.GenesisId, BeaconTopic.FirstVotes, honest, Start).IsAccept);
    }

    [Fact]
    public void Any_bytes_get_a_verdict_in_any_phase()
    {
        var random = new Random(3);
        var machine = Machine();
        byte[][] good = [Proposal(0), FirstVotes(0, new FirstVotingMessageBody(Epoch, default, default)), FollowingVotes(0, 1, [1]), Coin(0, 1, 0)];
        var step = machine.Begin(Epoch, synced: true, Start);
        for (int i = 0; i < 4000; i++)
        {
            var topic = (BeaconTopic)random.Next(4);
            byte[] bytes = [.. good[random.Next(4)]];
            switch (random.Next(3))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                default:
                    random.NextBytes(bytes);
                    break;
            }

            var receipt = machine.Receive(topic, bytes, Start + TimeSpan.FromSeconds(random.Next(-5, 100_000)));
            if (receipt.Pending is { } pending)
                machine.Complete(pending, random.Next(2) == 0);
            if (random.Next(300) == 0)
                step = step.IsEnd ? machine.Begin(Epoch, synced: true, Start) : machine.Advance(step.Due);
        }

        Assert.InRange(machine.Epochs.Count, 0, 2);
    }

    [Theory]
    [InlineData("beacon.beacon-q", "1/1", 40u)]
    [InlineData("beacon.beacon-q", "-1/3", 40u)]
    [InlineData("beacon.beacon-kappa", "1/3", uint.MaxValue)]
    public void Options_that_cannot_work_name_their_key(string key, string q, uint kappa) => Assert.Equal(
        key,
        Assert.Throws<InvalidOptionException>(() => Machine(new BeaconOptions { Q = Rational.Parse("beacon-q", q), Kappa = kappa })).Key);

    [Fact]
    public void Durations_must_be_times_that_a_timer_takes()
    {
        Assert.Equal("beacon.beacon-proposal-duration", Assert.Throws<InvalidOptionException>(() => new BeaconOptions { ProposalDuration = -TimeSpan.FromTicks(1) }).Key);
        Assert.Equal("beacon.beacon-voting-round-duration", Assert.Throws<InvalidOptionException>(() => new BeaconOptions { VotingRoundDuration = TimeSpan.FromDays(60) }).Key);
    }

    private static BeaconMachine Machine(BeaconOptions? options = null, int malicious = -1)
    {
        var source = new GivenSource();
        long received = (long)LayerTimeline.ToNanoseconds(Start - TimeSpan.FromHours(1));
        for (int i = 0; i < Smeshers; i++)
        {
            byte[] id = [(byte)(i + 1), .. new byte[AtxId.Size - 1]];
            source.Add(Epoch, new BeaconAtx(AtxId.FromBytes(id), Keys[i].NodeId, 10, 2, received, i == malicious), Nonce);
        }

        return new BeaconMachine(options ?? new MachineTests()._options, Network, source);
    }

    /// <summary>A machine in the weak coin of round 1.</summary>
    private static BeaconMachine Coining()
    {
        var machine = Machine();
        machine.Begin(Epoch, synced: true, Start);
        for (int i = 0; i < 3; i++)
            machine.Advance(Start);
        Assert.Equal(BeaconPhase.WeakCoin, machine.Phase);
        return machine;
    }

    private static string RunShuffled(Random random)
    {
        var machine = Machine();
        var step = machine.Begin(Epoch, synced: true, Start);
        var state = machine.Epochs[Epoch];
        Deliver(machine, random, BeaconTopic.Proposal, Enumerable.Range(0, Smeshers).Select(Proposal));
        var lists = ((FirstVotesDuty)machine.Advance(Start).Duty!).Body;
        Deliver(machine, random, BeaconTopic.FirstVotes, Enumerable.Range(0, Smeshers).Select(i => FirstVotes(i, i == 4 ? lists with { ValidProposals = default } : lists)));
        string trace = "";
        while (!(step = machine.Advance(Start)).IsEnd)
        {
            if (step.Phase == BeaconPhase.Voting)
                Deliver(machine, random, BeaconTopic.FollowingVotes, Enumerable.Range(0, Smeshers).Select(i => FollowingVotes(i, step.Round, [(byte)(0b11011 ^ i)])));
            else
                Deliver(machine, random, BeaconTopic.WeakCoin, Enumerable.Range(0, Smeshers).SelectMany(i => new[] { Coin(i, step.Round, 0), Coin(i, step.Round, 1) }));
            trace += $"{state.Margins()} {step.Coin};";
        }

        return trace + (step.Beacon?.ToHex() ?? "no beacon");
    }

    private static void Deliver(BeaconMachine machine, Random random, BeaconTopic topic, IEnumerable<byte[]> messages)
    {
        byte[][] shuffled = [.. messages];
        random.Shuffle(shuffled);
        foreach (byte[] message in shuffled)
            machine.Deliver(Network.GenesisId, topic, message, Start);
    }

    private static byte[] Proposal(int smesher) =>
        Scale.Encode(new BeaconProposalMessage(Epoch, Keys[smesher].NodeId, Prove(smesher, Scale.Encode(new BeaconVrfMessage(Nonce, Epoch)))));

    private static byte[] FirstVotes(int smesher, FirstVotingMessageBody body) =>
        Scale.Encode(new FirstVotingMessage(body, Keys[smesher].NodeId, Keys[smesher].Sign(SigningDomain.BeaconFirstMessage, Scale.Encode(body))));

    private static byte[] FollowingVotes(int smesher, uint round, byte[] bits)
    {
        var body = new FollowingVotingMessageBody(Epoch, round, bits);
        return Scale.Encode(new FollowingVotingMessage(body, Keys[smesher].NodeId, Keys[smesher].Sign(SigningDomain.BeaconFollowupMessage, Scale.Encode(body))));
    }

    private static byte[] Coin(int smesher, uint round, uint unit) => Scale.Encode(new WeakCoinMessage(
        Epoch, round, unit, Keys[smesher].NodeId, Prove(smesher, Scale.Encode(new WeakCoinVrfMessage(Nonce, Epoch, round, unit)))));

    private static VrfSignature Prove(int smesher, byte[] alpha)
    {
        using var prover = Keys[smesher].CreateVrfSigner();
        return prover.Prove(alpha);
    }
}
