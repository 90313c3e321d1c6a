using System.Runtime.InteropServices;
using System.Text.Json;
using Spacemesh.Post.RandomX;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.RandomX;

/// <summary>Executes single instructions; every register, the scratchpad and the rounding mode must end as the case says and nothing else may change.</summary>
[VectorFile("02-rx-instructions")]
public sealed unsafe class RxInstructionsVectors : VectorSuite, IDisposable
{
    private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc(ManagedVm.ScratchpadLength, 64);
    private readonly byte[] _before = new byte[ManagedVm.ScratchpadLength];
    private string _filledFrom = "";

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    public override void Check(VectorCase vector)
    {
        Fill(vector.In.Text("scratchpad_state"));
        VmRegisters* registers = stackalloc VmRegisters[1];
        *registers = default;
        ReadGroup(vector.In, "r", registers->R);
        ReadGroup(vector.In, "f", (ulong*)registers->F);
        ReadGroup(vector.In, "e", (ulong*)registers->E);
        ReadGroup(vector.In, "a", (ulong*)registers->A);
        var expected = *registers;

        VmOperation operation;
        VmDecoder.Decode(_ => VmInstruction.Read(vector.In.Hex("instruction")), 1, registers, &operation);
        if (vector.Out.Has("read_offset"))
        {
            uint offset = (uint)(*(ulong*)operation.Source + operation.Immediate) & operation.Mask;
            VectorCase.Equal(vector.Out.U32("read_offset"), offset, "offset read");
            VectorCase.Equal(vector.Out.Hex("read"), new ReadOnlySpan<byte>(_memory + offset, 8), "bytes read");
        }

        var interpreter = new VmInterpreter(_memory, &operation) { Mode = (RoundingMode)vector.In.I32("rounding_mode") };
        if (vector.In.Has("e_mask"))
        {
            var masks = vector.In.GetProperty("e_mask");
            interpreter.SetEMasks(Convert.ToUInt64(masks[0].GetString(), 16), Convert.ToUInt64(masks[1].GetString(), 16));
        }

        // A jump to instruction 0 would run it again: it is stopped at the first branch.
        var observer = new StopAtBranch();
        bool taken = false;
        try
        {
            interpreter.Execute(1, ref observer);
        }
        catch (BranchTakenException)
        {
            taken = true;
        }

        VectorCase.Equal(vector.Out.Has("taken") && vector.Out.Flag("taken"), taken, "jump");
        int mode = vector.Out.Has("rounding_mode") ? vector.Out.I32("rounding_mode") : vector.In.I32("rounding_mode");
        VectorCase.Equal((RoundingMode)mode, taken ? (RoundingMode)mode : interpreter.Mode, "rounding mode");
        foreach (var change in vector.Out.EnumerateObject())
            Expect(&expected, change);
        VectorCase.Equal(new ReadOnlySpan<byte>(&expected, sizeof(VmRegisters)), new ReadOnlySpan<byte>(registers, sizeof(VmRegisters)), "registers");

        var scratchpad = new Span<byte>(_memory, ManagedVm.ScratchpadLength);
        if (vector.Out.Has("store_offset"))
        {
            var stored = scratchpad.Slice(vector.Out.I32("store_offset"), 8);
            VectorCase.Equal(vector.Out.Hex("store"), stored, "stored bytes");
            _before.AsSpan(vector.Out.I32("store_offset"), 8).CopyTo(stored);
        }

        VectorCase.True(scratchpad.SequenceEqual(_before), "the scratchpad changed elsewhere");
    }

    private void Fill(string state)
    {
        if (_filledFrom == state)
            return;
        AesGenerators.Fill1R(Convert.FromHexString(state), _memory, ManagedVm.ScratchpadLength);
        new ReadOnlySpan<byte>(_memory, _before.Length).CopyTo(_before);
        _filledFrom = state;
    }

    private static void ReadGroup(JsonElement input, string group, ulong* target)
    {
        if (!input.Has(group))
            return;
        int i = 0;
        foreach (var value in input.GetProperty(group).EnumerateArray())
            target[i++] = Convert.ToUInt64(value.GetString(), 16);
    }

    private static void Expect(VmRegisters* registers, JsonProperty change)
    {
        if (change.Name.Length != 2)
            return;
        int index = change.Name[1] - '0';
        ulong* target = change.Name[0] switch
        {
            'r' => registers->R + index,
            'f' => (ulong*)registers->F + (2 * index),
            _ => (ulong*)registers->E + (2 * index),
        };
        if (change.Value.ValueKind == JsonValueKind.String)
        {
            *target = Convert.ToUInt64(change.Value.GetString(), 16);
            return;
        }

        target[0] = Convert.ToUInt64(change.Value[0].GetString(), 16);
        target[1] = Convert.ToUInt64(change.Value[1].GetString(), 16);
    }

    private readonly struct StopAtBranch : IVmObserver
    {
        public void OnStage(string stage, int iteration, ManagedVm vm)
        {
        }

        public void OnBranch(int at, int to) => throw new BranchTakenException();

        public void OnRoundingMode(int at, RoundingMode mode)
        {
        }
    }

    private sealed class BranchTakenException : Exception;
}
