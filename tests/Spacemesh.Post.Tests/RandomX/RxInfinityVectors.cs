using System.Text.Json;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-infinity")]
public sealed unsafe class RxInfinityVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var vm = SharedRandomX.Managed.RentVm();
        try
        {
            if (vector.In.Has("input"))
                CheckProgram(vector, vm);
            else
                CheckInputs(vector, vm);
        }
        finally
        {
            SharedRandomX.Managed.ReturnVm(vm);
        }
    }

    private static void CheckInputs(VectorCase vector, ManagedVm vm)
    {
        var found = new List<string>();
        byte[] seed = new byte[64];
        byte[] hash = new byte[32];
        byte[] library = new byte[32];
        for (int i = 0; i < vector.In.I32("count"); i++)
        {
            byte[] input = new byte[K2Pow.InputLength];
            input[0] = (byte)(vector.In.I32("first") + i);
            string modes = "";
            vm.Begin(input, seed);
            for (int program = 0; program < 8; program++)
            {
                var recording = new VmRecording();
                var observer = new VmRecording.Observer(recording);
                vm.Run(seed, ref observer);
                Blake2b.Hash(vm.RegisterFile, seed);
                modes += (int)vm.RoundingMode;
                if (recording.FirstInfinity is { } first)
                    found.Add($"[{input[0]},{program},{first},{recording.IterationsWithInfinity}]");
            }

            vm.Finish(hash);
            var expected = vector.Out.GetProperty("hash_and_rounding_modes_after_programs")[i];
            VectorCase.Equal(expected[0].Hex(), hash, $"input {i}: hash");
            VectorCase.Equal(expected[1].GetString(), modes, $"input {i}: rounding modes");
            SharedRandomX.Library.Hash(input, library);
            VectorCase.Equal(expected[0].Hex(), library, $"input {i}: hash of the library");
        }

        VectorCase.Equal(
            vector.Out.GetProperty("input_program_first_iteration_and_count_of_iterations").GetRawText().Replace(" ", "").Replace("\n", ""),
            $"[{string.Join(',', found)}]",
            "infinities");
    }

    private static void CheckProgram(VectorCase vector, ManagedVm vm)
    {
        byte[] seed = new byte[64];
        vm.Begin(vector.In.Hex("input"), seed);
        var unwatched = default(NoVmObserver);
        for (int i = 0; i < vector.In.I32("program"); i++)
        {
            vm.Run(seed, ref unwatched);
            Blake2b.Hash(vm.RegisterFile, seed);
        }

        VectorCase.Equal((RoundingMode)vector.In.I32("fprc_before_program"), vm.RoundingMode, "rounding mode before the program");
        JsonElement[] stages = [.. vector.Out.GetProperty("stages").EnumerateArray()];
        var recording = new VmRecording { WatchedIteration = stages[0].I32("iteration") };
        recording.Expect(stages.Where(stage => stage.Has("stage")));
        var observer = new VmRecording.Observer(recording);
        vm.Run(seed, ref observer);
        VectorCase.Equal(vector.Out.Hex("program_bytes"), vm.Program.Bytes, "program");
        RxTraceVectors.CheckDecoded(vector.Out.GetProperty("decoded"), vm, "decoded");
        VectorCase.Equal(stages.Count(stage => stage.Has("stage")), recording.StagesCompared, "stages compared");
        foreach (var stage in stages.Where(stage => stage.Has("events")))
        {
            var events = stage.GetProperty("events");
            VectorCase.Equal(events.GetArrayLength(), recording.Events.Count, "events");
            for (int i = 0; i < recording.Events.Count; i++)
            {
                var (at, to, mode) = recording.Events[i];
                var expected = events[i];
                VectorCase.Equal(expected.I32(to is null ? "pc" : "branch_at"), at, $"event {i}: where");
                VectorCase.Equal(expected.I32(to is null ? "mode" : "to"), to ?? (int)mode!, $"event {i}: what");
            }
        }
    }
}
