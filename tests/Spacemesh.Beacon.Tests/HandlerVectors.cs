using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Beacons.Tests;

/// <summary>Decisions of the four handlers for scripted messages, and the states after each.</summary>
[VectorFile("05-beacon-handlers")]
internal sealed partial class BeaconHandlersVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        var network = GivenNetwork.Of(input.Hex("genesis_id"), input.U32("layers_per_epoch"));
        var current = new EpochId(input.U32("current_epoch"));
        var start = network.StartOf(current);
        var source = new GivenSource();
        foreach (var smesher in input.GetProperty("smeshers").EnumerateArray())
            Add(source, smesher, start);
        var options = new BeaconOptions
        {
            Kappa = input.U32("kappa"),
            Q = Rational.Parse("beacon-q", input.Text("q")),
            Rounds = input.U32("rounds"),
            GracePeriod = TimeSpan.FromMilliseconds(input.I64("grace_ms")),
            ProposalDuration = TimeSpan.Zero,
            FirstVotingRoundDuration = TimeSpan.FromMilliseconds(input.I64("first_voting_ms")),
            VotingRoundDuration = TimeSpan.FromMilliseconds(input.I64("voting_ms")),
            WeakCoinRoundDuration = TimeSpan.FromMilliseconds(input.I64("coin_ms")),
        };
        var machine = new BeaconMachine(options, network, source);
        var now = start + TimeSpan.FromMilliseconds(input.I64("now_ms_after_epoch_start"));
        var given = input.GetProperty("steps").EnumerateArray().ToList();
        var expected = vector.Out.GetProperty("steps").EnumerateArray().ToList();
        VectorCase.Equal(expected.Count, given.Count, "steps");
        // The script ends without the end of a run, which drops its state.
        var states = new Dictionary<EpochId, BeaconEpoch>();
        for (int i = 0; i < given.Count; i++)
        {
            string where = $"step {i}, {given[i].Text("what")}";
            // Recorded in real time: each step is a little after the one before.
            now += TimeSpan.FromMilliseconds(1);
            if (!given[i].Has("message"))
            {
                if (ChangePhase(machine, network, current, given[i].Text("what"), now) is { } coin)
                    CheckCoin(expected[i], coin, where);
                continue;
            }

            var verdict = machine.Deliver(network.GenesisId, GivenNetwork.Topic(given[i].Text("topic")), given[i].Hex("message"), now);
            VectorCase.Equal(expected[i].Text("result"), verdict.Kind.ToString().ToLowerInvariant(), $"{where}: {verdict.Reason}");
            CheckStates(machine, expected[i], where);
            foreach (var (epoch, state) in machine.Epochs)
                states[epoch] = state;
        }

        foreach (var state in vector.Out.GetProperty("states").EnumerateObject())
            CheckState(states[new EpochId(uint.Parse(state.Name))], state.Value);
        VectorCase.Equal(vector.Out.GetProperty("states").EnumerateObject().Count(), states.Count, "number of states");
    }

    [GeneratedRegex(@"^PROTOCOL STARTS")]
    private static partial Regex ProtocolStarts();

    [GeneratedRegex(@"^ROUND \d+ STARTS")]
    private static partial Regex RoundStarts();

    [GeneratedRegex(@"^COIN ROUND \d+ STARTS")]
    private static partial Regex CoinStarts();

    [GeneratedRegex(@"^COIN ROUND \d+ FINISHED")]
    private static partial Regex CoinFinished();

    [GeneratedRegex(@"^COIN ROUND \d+ STARTED AND FINISHED")]
    private static partial Regex CoinWhole();

    private static void Add(GivenSource source, JsonElement smesher, DateTimeOffset start)
    {
        long received = (long)(LayerTimeline.ToNanoseconds(start) + smesher.I64("atx_received_ns_from_epoch_start"));
        byte[] id = new byte[AtxId.Size];
        BitConverter.TryWriteBytes(id, smesher.I32("smesher") + 1);
        source.Add(
            new EpochId(smesher.U32("publish_epoch")).Target,
            new BeaconAtx(
                AtxId.FromBytes(id), NodeId.FromBytes(smesher.Hex("node_id")), smesher.U64("weight"), smesher.U32("num_units"), received, smesher.Flag("malicious")),
            smesher.U64("nonce"));
    }

    /// <summary>The step that finished a round of the coin, if one did.</summary>
    private static BeaconStep? ChangePhase(BeaconMachine machine, NetworkParameters network, EpochId current, string what, DateTimeOffset now)
    {
        if (ProtocolStarts().IsMatch(what))
        {
            VectorCase.True(!machine.Begin(current, synced: true, now).IsEnd, what);
            machine.Advance(now);
        }
        else if (RoundStarts().IsMatch(what))
        {
            machine.Advance(now);
        }
        else if (CoinStarts().IsMatch(what))
        {
            machine.Drain(network.GenesisId, machine.Advance(now));
        }
        else if (CoinWhole().IsMatch(what))
        {
            machine.Drain(network.GenesisId, machine.Advance(now));
            return machine.Advance(now);
        }
        else if (CoinFinished().IsMatch(what))
        {
            return machine.Advance(now);
        }
        else
        {
            throw new VectorMismatchException($"unknown step: {what}");
        }

        return null;
    }

    private static void CheckCoin(JsonElement expected, BeaconStep step, string where)
    {
        VectorCase.Equal(expected.Flag("ok"), step.Coin is not null, $"{where}: ok");
        if (expected.Flag("ok"))
            VectorCase.Equal(expected.Flag("coin"), step.Coin!.Value, $"{where}: coin");
        else
            VectorCase.Equal(BeaconFailure.NoCoin, step.Failure!.Value, $"{where}: failure");
    }

    private static void CheckStates(BeaconMachine machine, JsonElement expected, string where)
    {
        foreach (var property in expected.EnumerateObject().Where(property => property.Name.StartsWith("state_epoch_", StringComparison.Ordinal)))
        {
            var state = machine.Epochs[new EpochId(uint.Parse(property.Name["state_epoch_".Length..]))];
            VectorCase.Equal(property.Value.GetProperty("valid").Joined(), state.Valid.Hex(), $"{where}: valid");
            VectorCase.Equal(property.Value.GetProperty("potentially_valid").Joined(), state.PotentiallyValid.Hex(), $"{where}: potentially valid");
            VectorCase.Equal(property.Value.GetProperty("margins").Margins(), state.Margins(), $"{where}: margins");
        }
    }

    private static void CheckState(BeaconEpoch state, JsonElement expected)
    {
        VectorCase.Equal(expected.U64("epoch_weight"), state.Weight, "weight");
        VectorCase.Equal(expected.Text("threshold_first_20_hex"), state.Threshold.FirstDigits(), "threshold");
        VectorCase.Equal(expected.I64("threshold_bits"), state.Threshold.GetBitLength(), "bits of the threshold");
        VectorCase.Equal(expected.Text("threshold_strict_first_20_hex"), state.StrictThreshold.FirstDigits(), "strict threshold");
        VectorCase.Equal(expected.I64("threshold_strict_bits"), state.StrictThreshold.GetBitLength(), "bits of the strict threshold");
        var given = expected.GetProperty("smeshers").EnumerateArray().Select(item => $"{item.Text("node_id")} {item.Flag("malicious")}");
        var own = state.Smeshers.OrderBy(item => item.Key).Select(item => $"{item.Key.ToHex()} {item.Value.IsMalicious}");
        VectorCase.Equal(string.Join(',', given), string.Join(',', own), "smeshers");
    }
}
