using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Beacons.Tests;

/// <summary>
/// Complete runs, one participant at a time: each message is delivered when it was, and every own message must be among those it published.
/// </summary>
[VectorFile("05-beacon-run")]
internal sealed class BeaconRunVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        int node = 0;
        foreach (var expected in vector.Out.GetProperty("nodes").EnumerateArray())
            new RecordedNode(vector.In, expected, node++).Check();
    }

    /// <summary>One participant of a run.</summary>
    private sealed class RecordedNode
    {
        private readonly JsonElement _input;
        private readonly JsonElement _expected;
        private readonly int _number;
        private readonly EpochId _epoch;
        private readonly NetworkParameters _network;
        private readonly DateTimeOffset _start;
        private readonly BeaconMachine _machine;
        private readonly Dictionary<NodeId, EdSigner> _signers = [];
        private readonly List<(BeaconTopic Topic, byte[] Bytes)> _messages;
        private readonly List<byte[]> _due = [];
        private readonly List<JsonElement> _events;
        private readonly Dictionary<NodeId, (byte[] Bytes, VrfSignature Proof)> _draws = [];
        private BeaconStep _step;

        public RecordedNode(JsonElement input, JsonElement expected, int number)
        {
            (_input, _expected, _number) = (input, expected, number);
            _epoch = new EpochId(input.U32("epoch"));
            _network = GivenNetwork.Of(input.Hex("genesis_id"), layersPerEpoch: 3);
            _start = _network.StartOf(_epoch);
            _messages = [.. input.GetProperty("messages").EnumerateArray().Select(item => (GivenNetwork.Topic(item[0].GetString()!), item[1].Hex()))];
            _events = [.. expected.GetProperty("events").EnumerateArray()];
            var source = new GivenSource();
            foreach (var smesher in input.GetProperty("smeshers").EnumerateArray())
                Add(source, smesher);
            _machine = new BeaconMachine(Options(), _network, source);
            _step = _machine.Begin(_epoch, synced: true, _start);
        }

        public void Check()
        {
            var state = _machine.Epochs[_epoch];
            VectorCase.Equal(_expected.U64("epoch_weight"), state.Weight, $"node {_number}: weight");
            VectorCase.Equal(_expected.Text("threshold"), state.Threshold.FirstDigits(), $"node {_number}: threshold");
            VectorCase.Equal(_expected.Text("threshold_strict"), state.StrictThreshold.FirstDigits(), $"node {_number}: strict threshold");
            Begin();
            for (int i = 0; i < _events.Count; i++)
                Handle(_events[i], $"node {_number}, event {i}");
            while (!_step.IsEnd)
                Advance(_step.Due, $"node {_number}, at the end");
            VectorCase.Equal(_expected.Text("beacon"), (_step.Beacon ?? default).ToHex(), $"node {_number}: beacon ({_step.Failure})");
            var final = _expected.GetProperty("final");
            VectorCase.Equal(final.GetProperty("valid").Joined(), state.Valid.Hex(), $"node {_number}: valid");
            VectorCase.Equal(final.GetProperty("potentially_valid").Joined(), state.PotentiallyValid.Hex(), $"node {_number}: potentially valid");
            VectorCase.Equal(final.GetProperty("margins").Margins(), state.Margins(), $"node {_number}: margins");
        }

        private BeaconOptions Options() => new()
        {
            Kappa = _input.U32("kappa"),
            Q = Rational.Parse("beacon-q", _input.Text("q")),
            Theta = Rational.Parse("beacon-theta", _input.Text("theta")),
            Rounds = _input.U32("rounds"),
            GracePeriod = Span("grace_ms"),
            ProposalDuration = Span("proposal_ms"),
            FirstVotingRoundDuration = Span("first_voting_ms"),
            VotingRoundDuration = Span("voting_ms"),
            WeakCoinRoundDuration = Span("coin_ms"),
            VotesLimit = _input.U32("votes_limit"),
        };

        private TimeSpan Span(string property) => TimeSpan.FromMilliseconds(_input.I64(property));

        private void Add(GivenSource source, JsonElement smesher)
        {
            var signer = GivenKey.FromSeed(smesher.Hex("ed25519_seed"), _network.GenesisId);
            VectorCase.Equal(smesher.Text("node_id"), signer.NodeId.ToHex(), "node id");
            byte[] id = new byte[AtxId.Size];
            BitConverter.TryWriteBytes(id, smesher.I32("smesher") + 1);
            long received = (long)LayerTimeline.ToNanoseconds(_start + TimeSpan.FromMilliseconds(smesher.I64("atx_received_ms")));
            source.Add(
                _epoch,
                new BeaconAtx(AtxId.FromBytes(id), signer.NodeId, smesher.U64("weight"), smesher.U32("num_units"), received, smesher.Flag("malicious")),
                smesher.U64("nonce"));
            if (!smesher.Has("node") || smesher.I32("node") != _number)
                return;
            source.Own(signer.NodeId);
            _signers.Add(signer.NodeId, signer);
        }

        private void Handle(JsonElement happened, string where)
        {
            var now = _start + TimeSpan.FromMilliseconds(happened.I64("t"));
            if (happened.Has("coin_start"))
            {
                Reach(BeaconPhase.WeakCoin, now, where);
                VectorCase.Equal(happened.U32("coin_start"), _step.Round, $"{where}: round");
                VectorCase.Equal(happened.GetProperty("support").Joined(), _step.Votes!.Support.Hex(), $"{where}: support");
                VectorCase.Equal(happened.GetProperty("against").Joined(), _step.Votes.Against.Hex(), $"{where}: against");
                VectorCase.Equal(happened.GetProperty("undecided").Joined(), _step.Votes.Undecided.Hex(), $"{where}: undecided");
                VectorCase.Equal(happened.GetProperty("margins").Margins(), _machine.Epochs[_epoch].Margins(), $"{where}: margins");
            }
            else if (happened.Has("coin_round"))
            {
                VectorCase.Equal(happened.U32("coin_round"), _step.Round, $"{where}: round");
                Advance(now, where);
                VectorCase.Equal(happened.Flag("coin"), _step.Coin!.Value, $"{where}: coin");
            }
            else if (happened.Has("receive"))
            {
                Receive(happened, now, where);
            }
        }

        private void Receive(JsonElement happened, DateTimeOffset now, string where)
        {
            var (topic, bytes) = _messages[happened.I32("receive")];
            bool own = _events.Any(other => other.Has("published") && other.I32("published") == happened.I32("receive"));
            if (own && topic == BeaconTopic.FirstVotes)
                Reach(BeaconPhase.FirstVoting, now, where);
            if (own && topic == BeaconTopic.FollowingVotes && _machine.Phase == BeaconPhase.FirstVoting)
                Advance(now, where);
            if (own)
                Publish(topic, bytes, where);
            var verdict = _machine.Deliver(_network.GenesisId, topic, bytes, now);
            VectorCase.Equal(happened.Text("result"), verdict.Kind.ToString().ToLowerInvariant(), $"{where}, message {happened.I32("receive")}: {verdict.Reason}");
        }

        private void Reach(BeaconPhase phase, DateTimeOffset now, string where)
        {
            if (_machine.Phase < phase)
                Advance(now, where);
            VectorCase.Equal(phase, _machine.Phase, $"{where}: phase");
        }

        /// <summary>Everything that the ending phase made us owe must have been published, but for coins that were not the smallest.</summary>
        private void Advance(DateTimeOffset now, string where)
        {
            VectorCase.Equal(0, _due.Count, $"{where}: messages that were not published");
            foreach (var (_, proof) in _draws.Values)
                VectorCase.True(!_machine.IsSmallestCoin(_epoch, _step.Round, in proof), $"{where}: the smallest coin was not published");
            _step = _machine.Advance(now);
            _machine.Drain(_network.GenesisId, _step);
            Begin();
        }

        private void Publish(BeaconTopic topic, byte[] bytes, string where)
        {
            if (topic == BeaconTopic.WeakCoin)
            {
                var (smesher, (_, proof)) = _draws.FirstOrDefault(draw => draw.Value.Bytes.AsSpan().SequenceEqual(bytes));
                VectorCase.True(_machine.IsSmallestCoin(_epoch, _step.Round, in proof) && _draws.Remove(smesher), $"{where}: published another coin");
                return;
            }

            int at = _due.FindIndex(message => message.AsSpan().SequenceEqual(bytes));
            VectorCase.True(at >= 0, $"{where}: published {Convert.ToHexStringLower(bytes)}, ours: {string.Join(' ', _due.Select(Convert.ToHexStringLower))}");
            _due.RemoveAt(at);
        }

        /// <summary>Our messages of the phase that began.</summary>
        private void Begin()
        {
            _draws.Clear();
            switch (_step.Duty)
            {
                case ProposalDuty duty:
                    foreach (var participant in duty.Participants)
                    {
                        var proof = Prove(participant, duty.Alpha(participant));
                        if (_machine.Classify(_epoch, participant.Smesher, in proof, _start) != BeaconProposalClass.Invalid)
                            _due.Add(duty.Message(participant, proof));
                    }

                    break;

                case FirstVotesDuty duty:
                    foreach (var participant in duty.Participants)
                        _due.Add(duty.Message(participant, _signers[participant.Smesher].Sign(SigningDomain.BeaconFirstMessage, duty.SignedBytes())));
                    break;

                case FollowingVotesDuty duty:
                    foreach (var (participant, body) in duty.Votes)
                    {
                        var signature = _signers[participant.Smesher].Sign(SigningDomain.BeaconFollowupMessage, FollowingVotesDuty.SignedBytes(body));
                        _due.Add(FollowingVotesDuty.Message(participant, body, signature));
                    }

                    break;

                case WeakCoinDuty duty:
                    foreach (var (participant, units) in duty.Draws)
                    {
                        var best = Enumerable.Range(0, (int)units).Select(unit => (Unit: (uint)unit, Proof: Prove(participant, duty.Alpha(participant, (uint)unit))))
                            .Aggregate((left, right) => Crypto.Vrf.VrfOrder.CompareLittleEndian(right.Proof, left.Proof) < 0 ? right : left);
                        _draws.Add(participant.Smesher, (duty.Message(participant, best.Unit, best.Proof), best.Proof));
                    }

                    break;
            }
        }

        private VrfSignature Prove(BeaconParticipant participant, byte[] alpha)
        {
            using var prover = _signers[participant.Smesher].CreateVrfSigner();
            return prover.Prove(alpha);
        }
    }
}
