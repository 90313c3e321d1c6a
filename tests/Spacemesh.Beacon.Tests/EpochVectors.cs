using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Beacons;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Beacons.Tests;

/// <summary>States that a proposal creates early, and ATXs after it; beacons in memory and in the table.</summary>
[VectorFile("05-beacon-epochs")]
internal sealed class BeaconEpochsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("effective_genesis"))
            CheckBeacons(vector);
        else
            CheckEarlyState(vector);
    }

    private static void CheckEarlyState(VectorCase vector)
    {
        var input = vector.In;
        var network = GivenNetwork.Of(input.Hex("genesis_id"), input.U32("layers_per_epoch"));
        var epoch = network.EpochOf(new LayerId(input.U32("current_layer"))).Target;
        var start = network.StartOf(epoch);
        var now = start - TimeSpan.FromMilliseconds(input.I64($"epoch_{epoch}_starts_in_ms"));
        var source = new GivenSource();
        var machine = new BeaconMachine(new BeaconOptions { GracePeriod = TimeSpan.FromMilliseconds(input.I64("grace_ms")), Rounds = 1 }, network, source);
        int index = 0;
        foreach (var (step, expected) in input.GetProperty("steps").EnumerateArray().Zip(vector.Out.GetProperty("steps").EnumerateArray()))
        {
            string where = $"step {index++}, {step.Text("what")}";
            if (step.Has("message"))
            {
                var verdict = machine.Deliver(network.GenesisId, BeaconTopic.Proposal, step.Hex("message"), now);
                VectorCase.Equal(expected.Text("result"), verdict.Kind.ToString().ToLowerInvariant(), $"{where}: {verdict.Reason}");
            }
            else
            {
                AddAtx(machine, source, epoch, start, step);
            }

            bool known = machine.Epochs.TryGetValue(epoch, out var state);
            VectorCase.Equal(expected.Has("epoch_weight"), known, $"{where}: state");
            if (known)
                CheckState(state!, expected, where);
        }
    }

    /// <summary>The script says in words what is stored, what is reported, and whether the smesher is malicious.</summary>
    private static void AddAtx(BeaconMachine machine, GivenSource source, EpochId epoch, DateTimeOffset start, JsonElement step)
    {
        string what = step.Text("what");
        var given = step.GetProperty("atx").ValueKind == JsonValueKind.Object ? step.GetProperty("atx") : step;
        long received = (long)LayerTimeline.ToNanoseconds(start - TimeSpan.FromMilliseconds(given.I64("received_ms_before_epoch_start")));
        var atx = new BeaconAtx(
            AtxId.FromBytes(given.Hex("atx")), NodeId.FromBytes(given.Hex("node_id")), given.U64("weight"), 1, received, what.Contains("(malicious)", StringComparison.Ordinal));
        source.Add(epoch, atx, given.U64("nonce"));
        if (what.Contains("reported", StringComparison.Ordinal))
            machine.AtxAccepted(epoch, atx with { IsMalicious = false });
    }

    private static void CheckState(BeaconEpoch state, JsonElement expected, string where)
    {
        VectorCase.Equal(expected.U64("epoch_weight"), state.Weight, $"{where}: weight");
        VectorCase.Equal(expected.I64("thr_bits"), state.Threshold.GetBitLength(), $"{where}: bits");
        VectorCase.Equal(expected.Text("thr_first_20_hex"), state.Threshold.FirstDigits(), $"{where}: threshold");
        VectorCase.Equal(expected.Text("thr_strict_first_20_hex"), state.StrictThreshold.FirstDigits(), $"{where}: strict threshold");
        VectorCase.Equal(expected.GetProperty("valid").Joined(), state.Valid.Hex(), $"{where}: valid");
        VectorCase.Equal(expected.GetProperty("potentially_valid").Joined(), state.PotentiallyValid.Hex(), $"{where}: potentially valid");
        var given = expected.GetProperty("smeshers").EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal)
            .Select(item => $"{item.Name} {item.Value.Text("atx_first_4")} {item.Value.Flag("malicious")}");
        var own = state.Smeshers.OrderBy(item => item.Key).Select(item => $"{item.Key.ToHex()[..8]} {item.Value.Atx.Id.ToHex()[..8]} {item.Value.IsMalicious}");
        VectorCase.Equal(string.Join(',', given), string.Join(',', own), $"{where}: smeshers");
    }

    private static void CheckBeacons(VectorCase vector)
    {
        uint perEpoch = vector.In.U32("layers_per_epoch");
        uint genesis = vector.In.U32("effective_genesis");
        var network = GivenNetwork.Of(new byte[GenesisId.Size], perEpoch, genesis == (2 * perEpoch) - 1 ? null : new LayerId(genesis + 1));
        var options = new BeaconOptions();
        var announced = new Announcements();
        using var state = new MemoryStateDatabase();
        var keeper = new BeaconKeeper(options, state.Beacons, announced, announced, NullLogger<BeaconKeeper>.Instance);
        var machine = new BeaconMachine(options, network, new GivenSource());
        int index = 0;
        foreach (var (step, expected) in vector.In.GetProperty("steps").EnumerateArray().Zip(vector.Out.GetProperty("steps").EnumerateArray()))
        {
            string where = $"step {index++}, {step.Text("do")}";
            announced.List.Clear();
            var epoch = new EpochId(step.U32("epoch"));
            string error = Do(keeper, machine, network, step, epoch);
            VectorCase.Equal(expected.Flag("ok"), error.Length == 0, $"{where}: {error}");
            if (!expected.Flag("ok"))
                VectorCase.Equal(expected.Text("error"), error, $"{where}: error");
            VectorCase.Equal(Given(expected.GetProperty("announced")), string.Join(',', announced.List), $"{where}: announced");
            VectorCase.Equal(Given(expected.GetProperty("in_memory")), string.Join(',', keeper.InMemory.Select(item => $"{item.Key} {item.Value}")), $"{where}: memory");
            foreach (var known in expected.GetProperty("get_beacon").EnumerateObject())
            {
                VectorCase.True(keeper.TryGet(new EpochId(uint.Parse(known.Name)), out var beacon), $"{where}: no beacon of {known.Name}");
                VectorCase.Equal(known.Value.GetString()!, beacon.ToHex(), $"{where}: beacon of {known.Name}");
            }
        }
    }

    private static string Do(BeaconKeeper keeper, BeaconMachine machine, NetworkParameters network, JsonElement step, EpochId epoch)
    {
        string what = step.Text("do");
        if (what.StartsWith("new epoch", StringComparison.Ordinal))
        {
            var begun = machine.Begin(epoch, step.Flag("synced"), network.StartOf(epoch));
            keeper.EpochBegan(epoch);
            return begun.Failure switch
            {
                null => "",
                BeaconFailure.Genesis => "genesis",
                BeaconFailure.NotSynced => "nodes not synced",
                BeaconFailure.NoWeight => "zero epoch weight provided",
                var other => other.ToString()!,
            };
        }

        var beacon = Beacon.FromBytes(step.Hex("beacon"));
        var taking = what.StartsWith("update", StringComparison.Ordinal) ? keeper.Overwrite(epoch, beacon) : keeper.Set(epoch, beacon);
        return taking is BeaconTaking.Different ? "different beacons detected" : taking is BeaconTaking.Zero ? "zero" : "";
    }

    private static string Given(JsonElement beacons) => beacons.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join(',', beacons.EnumerateArray().Select(item => $"{item.U32("epoch")} {item.Text("beacon")}")),
        _ => string.Join(',', beacons.EnumerateObject().OrderBy(item => uint.Parse(item.Name)).Select(item => $"{item.Name} {item.Value.GetString()}")),
    };

    private sealed class Announcements : IChainObserver, IEventSink
    {
        public List<string> List { get; } = [];

        public void AtxAccepted(EpochId target, in AtxEntry atx)
        {
        }

        public void IdentityMalicious(NodeId identity)
        {
        }

        public void BeaconChosen(EpochId epoch, Beacon beacon) => List.Add($"{epoch} {beacon}");

        public void Publish(NodeEvent happened)
        {
        }
    }
}
