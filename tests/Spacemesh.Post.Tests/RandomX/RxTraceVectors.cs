using System.Text.Json;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

[VectorFile("02-rx-trace")]
public sealed unsafe class RxTraceVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var (managed, library) = SharedRandomX.Of(vector.In.Hex("key"));
        byte[] hash = new byte[32];
        library.Hash(vector.In.Hex("input"), hash);
        VectorCase.Equal(vector.Out.Hex("hash"), hash, "hash of the library");

        var vm = managed.RentVm();
        byte[] seed = new byte[64];
        byte[] input = vector.In.Hex("input");
        Blake2b.Hash(input, seed);
        VectorCase.Equal(vector.Out.Hex("seed"), seed, "seed");
        vm.Begin(input, seed);
        VectorCase.Equal(vector.Out.Hex("scratchpad_first64"), vm.Scratchpad[..64], "scratchpad start");
        VectorCase.Equal(vector.Out.Hex("scratchpad_blake2b256"), Blake2b.Hash256(vm.Scratchpad), "scratchpad");
        VectorCase.Equal(vector.Out.Hex("state_after_fill"), seed, "state after the fill");
        foreach (var program in vector.Out.GetProperty("programs").EnumerateArray())
        {
            CheckProgram(program, vm, seed);
            Blake2b.Hash(vm.RegisterFile, seed);
        }

        VectorCase.Equal(vector.Out.Hex("scratchpad_end_blake2b256"), Blake2b.Hash256(vm.Scratchpad), "scratchpad at the end");
        vm.Finish(hash);
        VectorCase.Equal(vector.Out.Hex("aes_hash"), vm.RegisterFile[^64..], "AES hash");
        VectorCase.Equal(vector.Out.Hex("hash"), hash, "hash");
        managed.ReturnVm(vm);
    }

    private static void CheckProgram(JsonElement program, ManagedVm vm, byte[] seed)
    {
        string where = $"program {program.I32("program")}";
        var recording = new VmRecording();
        if (program.Has("iterations"))
            recording.Expect(program.GetProperty("iterations").EnumerateArray());
        var observer = new VmRecording.Observer(recording);
        vm.Run(seed, ref observer);

        var code = vm.Program.Bytes;
        VectorCase.Equal(program.Hex("entropy"), code[..VmProgram.ConfigurationLength], $"{where}: configuration");
        if (program.Has("instructions"))
            VectorCase.Equal(program.Hex("instructions"), code[VmProgram.ConfigurationLength..], $"{where}: instructions");
        if (program.Has("instructions_blake2b256"))
            VectorCase.Equal(program.Hex("instructions_blake2b256"), Blake2b.Hash256(code[VmProgram.ConfigurationLength..]), $"{where}: instructions");
        CheckConfiguration(program.GetProperty("config"), vm.Program, where);
        if (program.Has("decoded"))
            CheckDecoded(program.GetProperty("decoded"), vm, where);
        VectorCase.Equal(program.Hex("register_file"), vm.RegisterFile, $"{where}: registers");
        VectorCase.Equal((RoundingMode)program.I32("fprc_after"), vm.RoundingMode, $"{where}: rounding mode");
        VectorCase.Equal(program.I32("branches_taken"), recording.BranchesTaken, $"{where}: branches taken");
        VectorCase.Equal(program.I32("cfround_executed"), recording.RoundingModesSet, $"{where}: CFROUND executed");
        int? infinity = program.Has("first_iteration_with_infinity_in_e") ? program.I32("first_iteration_with_infinity_in_e") : null;
        VectorCase.Equal(infinity, recording.FirstInfinity, $"{where}: first infinity");
        if (program.Has("iterations"))
            VectorCase.Equal(program.GetProperty("iterations").GetArrayLength(), recording.StagesCompared, $"{where}: stages compared");
    }

    private static void CheckConfiguration(JsonElement config, VmProgram program, string where)
    {
        for (int i = 0; i < 4; i++)
            VectorCase.Equal(config.GetProperty("read_regs")[i].GetInt32(), program.ReadRegister(i), $"{where}: read register {i}");
        VectorCase.Equal(config.U64("dataset_offset"), program.DatasetOffset, $"{where}: dataset offset");
        VectorCase.Equal(config.GetProperty("e_mask")[0].GetString(), program.EMask(0).ToString("x16"), $"{where}: E mask");
        VectorCase.Equal(config.GetProperty("e_mask")[1].GetString(), program.EMask(1).ToString("x16"), $"{where}: E mask");
        VectorCase.Equal(config.U32("initial_ma"), program.InitialMa, $"{where}: ma");
        VectorCase.Equal(config.U32("initial_mx"), program.InitialMx, $"{where}: mx");
    }

    internal static void CheckDecoded(JsonElement decoded, ManagedVm vm, string where)
    {
        for (int i = 0; i < VmProgram.Size; i++)
        {
            var operation = vm.Operations[i];
            VectorCase.Equal(decoded[i].GetString(), operation.Describe(vm.Registers, &vm.Operations[i].Immediate), $"{where}: instruction {i}");
        }
    }
}
