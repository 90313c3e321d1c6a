using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>Scripted runs of the machine; every step compares outputs, tallies and the state after it.</summary>
internal static class MachineScript
{
    private static readonly IterRound Preround = new(0, HareRound.Preround);

    public static void Run(VectorCase vector)
    {
        var machine = new HareMachine(vector.In.U32("threshold")) { Initial = Labels(vector.In, "initial") };
        int index = 0;
        foreach (var (step, expected) in vector.In.GetProperty("steps").EnumerateArray().Zip(vector.Out.GetProperty("steps").EnumerateArray()))
        {
            string where = $"step {index++}";
            if (step.Text("do") == "input")
                CheckInput(machine, step, expected, where);
            else
                CheckNext(machine, expected, where);
        }
    }

    private static void CheckInput(HareMachine machine, JsonElement step, JsonElement expected, string where)
    {
        var round = new IterRound((byte)step.U32("iter"), GivenIds.Round(step.Text("round")));
        var reception = machine.Receive(new HareInput(
            round,
            GivenIds.Sender(step.Text("sender")),
            new HareValue(Labels(step, "proposals"), step.OptionalHash("reference")),
            new HareEligibility(GivenIds.Vrf(LeadingDigits(step.Text("vrf"))), (ushort)step.U32("count")),
            GivenIds.Hash(step.Text("hash")),
            default,
            (byte)step.U32("grade"),
            step.Flag("known_malicious")));
        VectorCase.Equal(expected.Flag("relay"), reception.Relay, $"{where}: relay");
        VectorCase.Equal(expected.Flag("equivocation"), reception.Equivocation is not null, $"{where}: equivocation");
    }

    private static void CheckNext(HareMachine machine, JsonElement expected, string where)
    {
        var current = machine.Current;
        VectorCase.Equal(expected.U32("executed_iter"), current.Iter, $"{where}: iteration");
        VectorCase.Equal(GivenIds.Round(expected.Text("executed_round")), current.Round, $"{where}: round");
        CheckTallies(machine, expected, where);

        var output = machine.Next();
        string message = output.Message is not { } value ? "none"
            : value.Reference is { } reference ? reference.ToHex() : value.Proposals.Hex();
        string expectedMessage = !expected.Has("message") ? "none"
            : expected.GetProperty("message") is var given && given.Has("reference") ? given.Text("reference") : Labels(given, "proposals").Hex();
        VectorCase.Equal(expectedMessage, message, $"{where}: message");
        VectorCase.Equal(expected.Has("coin") ? expected.Flag("coin") : null, output.Coin, $"{where}: coin");
        bool hasResult = expected.TryGetProperty("result", out _);
        VectorCase.Equal(hasResult ? Labels(expected, "result").Hex() : "none", output.Result is { } result ? result.Hex() : "none", $"{where}: result");
        VectorCase.Equal(expected.Has("terminated") && expected.Flag("terminated"), output.Terminated, $"{where}: terminated");

        var state = expected.GetProperty("state_after");
        VectorCase.Equal(state.U32("iter"), machine.Current.Iter, $"{where}: next iteration");
        VectorCase.Equal(GivenIds.Round(state.Text("round")), machine.Current.Round, $"{where}: next round");
        VectorCase.Equal(state.Flag("hard_locked"), machine.HardLocked, $"{where}: hard locked");
        VectorCase.Equal(state.OptionalHash("locked").Hex(), machine.Locked.Hex(), $"{where}: locked");
        VectorCase.Equal(state.OptionalHash("result").Hex(), machine.Result.Hex(), $"{where}: result");
        VectorCase.Equal(Texts(state, "valid"), string.Join(',', machine.Valid.Select(hash => hash.ToHex())), $"{where}: valid");
    }

    private static void CheckTallies(HareMachine machine, JsonElement expected, string where)
    {
        var current = machine.Current;
        var before = new IterRound(unchecked((byte)(current.Iter - 1)), HareRound.Commit);
        foreach (var property in expected.EnumerateObject().Where(property => property.Name.StartsWith('T')))
        {
            byte grade = byte.Parse(property.Name[(property.Name.LastIndexOf('_') + 1)..]);
            if (property.Name.StartsWith("T_pre_", StringComparison.Ordinal))
            {
                VectorCase.Equal(Labels(expected, property.Name).Hex(), machine.Gossip.Proposals(Preround, grade).Hex(), $"{where}: {property.Name}");
                continue;
            }

            var round = property.Name[..^2] switch
            {
                "Tref_notify" => before with { Round = HareRound.Notify },
                "Tref_previous_commit" => before,
                "Tref_commit" when current.Round == HareRound.Notify => new IterRound(current.Iter, HareRound.Commit),
                "Tref_commit" => before,
                _ => throw new VectorMismatchException($"{where}: no tally {property.Name}"),
            };
            var references = machine.Gossip.References(round, grade).Select(hash => hash.ToHex());
            VectorCase.Equal(Texts(expected, property.Name), string.Join(',', references), $"{where}: {property.Name}");
        }

        if (!expected.Has("gradecast"))
            return;
        var graded = machine.Gossip.Gradecast(current.Iter).Select(item => $"{item.Grade} {item.Proposals.Hex()} {item.Reference.ToHex()}");
        var given = expected.GetProperty("gradecast").EnumerateArray()
            .Select(item => $"{item.U32("grade")} {Labels(item, "proposals").Hex()} {item.Text("reference")}");
        VectorCase.Equal(string.Join(';', given), string.Join(';', graded), $"{where}: gradecast");
    }

    private static byte[] LeadingDigits(string digits) => Convert.FromHexString(digits.Length % 2 == 0 ? digits : digits + "0");

    private static ScaleList<ProposalId> Labels(JsonElement parent, string property) =>
        parent.Has(property) ? parent.GetProperty(property).EnumerateArray().Select(label => GivenIds.Proposal(label.GetString()!)).ToScaleList() : default;

    private static string Texts(JsonElement parent, string property) =>
        parent.Has(property) ? string.Join(',', parent.GetProperty(property).EnumerateArray().Select(item => item.GetString()).Order(StringComparer.Ordinal)) : "";
}

/// <summary>The chapter's scenarios and the corners of the rules.</summary>
[VectorFile("05-hare-statemachine")]
internal sealed class StateMachineVectors : VectorSuite
{
    public override void Check(VectorCase vector) => MachineScript.Run(vector);
}

/// <summary>One participant of a network with late, lost, repeated and equivocating messages.</summary>
[VectorFile("05-hare-network")]
internal sealed class HareNetworkVectors : VectorSuite
{
    public override void Check(VectorCase vector) => MachineScript.Run(vector);
}
