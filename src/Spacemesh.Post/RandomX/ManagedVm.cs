using System.Runtime.Intrinsics;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// A RandomX virtual machine in managed code (spec 02 §13.2). Not safe for use by several threads at a time.
/// </summary>
internal sealed unsafe class ManagedVm : IDisposable
{
    public const int ScratchpadLength = 2097152;
    private const uint ScratchpadLineMask = 0x1fffc0;
    private const int Iterations = 2048;
    private const int Programs = 8;

    private readonly ManagedCache _cache;
    private readonly ManagedDataset? _dataset;
    private readonly NativeBlock _scratchpad = new(ScratchpadLength);
    private readonly NativeBlock _state;
    private readonly VmInterpreter _interpreter;
    private readonly VmProgram _program = new();

    /// <summary>Reads items from <paramref name="dataset"/>, or computes them from <paramref name="cache"/> when there is none.</summary>
    public ManagedVm(ManagedCache cache, ManagedDataset? dataset)
    {
        _cache = cache;
        _dataset = dataset;
        _state = new NativeBlock((nuint)(sizeof(VmRegisters) + (VmProgram.Size * sizeof(VmOperation)) + 64));
        Registers = (VmRegisters*)_state.Pointer;
        *Registers = default;
        Operations = (VmOperation*)(_state.Pointer + sizeof(VmRegisters));
        _interpreter = new VmInterpreter(_scratchpad.Pointer, Operations);
    }

    public VmRegisters* Registers { get; }

    public VmOperation* Operations { get; }

    public VmProgram Program => _program;

    public Span<byte> Scratchpad => new(_scratchpad.Pointer, ScratchpadLength);

    /// <summary>Carries over between iterations and programs; reset once a hash (spec 02 §13.2 item 2).</summary>
    public RoundingMode RoundingMode
    {
        get => _interpreter.Mode;
        set => _interpreter.Mode = value;
    }

    public uint Mx { get; private set; }

    public uint Ma { get; private set; }

    public uint ScratchpadAddress0 { get; private set; }

    public uint ScratchpadAddress1 { get; private set; }

    public void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        Span<byte> seed = stackalloc byte[64];
        Begin(input, seed);
        for (int i = 0; i < Programs; i++)
        {
            var watcher = default(NoVmObserver);
            Run(seed, ref watcher);
            if (i < Programs - 1)
                Blake2b.Hash(RegisterFile, seed);
        }

        Finish(hash);
    }

    public ReadOnlySpan<byte> RegisterFile => new(Registers, VmRegisters.Length);

    /// <summary>Fills the scratchpad; <paramref name="seed"/> (64 bytes) becomes the seed of the first program.</summary>
    public void Begin(ReadOnlySpan<byte> input, Span<byte> seed)
    {
        Blake2b.Hash(input, seed);
        AesGenerators.Fill1R(seed, _scratchpad.Pointer, ScratchpadLength);
        RoundingMode = RoundingMode.Nearest;
    }

    /// <summary>Generates the program of <paramref name="seed"/> and runs it.</summary>
    public void Run<TObserver>(ReadOnlySpan<byte> seed, ref TObserver observer)
        where TObserver : struct, IVmObserver
    {
        AesGenerators.Fill4R(seed, _program.Bytes);
        Prepare();
        Execute(ref observer);
    }

    /// <summary>Decodes <see cref="Program"/> and sets the registers that it starts with.</summary>
    public void Prepare()
    {
        for (int i = 0; i < 8; i++)
        {
            Registers->R[i] = 0;
            ((ulong*)Registers->A)[i] = _program.AValue(i);
        }

        VmDecoder.Decode(_program.Instruction, VmProgram.Size, Registers, Operations);
        _interpreter.SetEMasks(_program.EMask(0), _program.EMask(1));
        Ma = _program.InitialMa;
        Mx = _program.InitialMx;
    }

    /// <summary>The hash of the scratchpad replaces group A and the register file is hashed (spec 02 §13.2 item 4).</summary>
    public void Finish(Span<byte> hash)
    {
        AesGenerators.Hash1R(_scratchpad.Pointer, ScratchpadLength, new Span<byte>(Registers->A, 64));
        Blake2b.Hash(RegisterFile, hash);
    }

    public void Dispose()
    {
        _scratchpad.Dispose();
        _state.Dispose();
    }

    private void Execute<TObserver>(ref TObserver observer)
        where TObserver : struct, IVmObserver
    {
        byte* scratchpad = _scratchpad.Pointer;
        ulong* r = Registers->R;
        ulong* item = stackalloc ulong[8];
        int read0 = _program.ReadRegister(0), read1 = _program.ReadRegister(1), read2 = _program.ReadRegister(2), read3 = _program.ReadRegister(3);
        ulong offset = _program.DatasetOffset;
        ScratchpadAddress0 = Mx;
        ScratchpadAddress1 = Ma;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            ulong mix = r[read0] ^ r[read1];
            ScratchpadAddress0 = (ScratchpadAddress0 ^ (uint)mix) & ScratchpadLineMask;
            ScratchpadAddress1 = (ScratchpadAddress1 ^ (uint)(mix >> 32)) & ScratchpadLineMask;
            Load(scratchpad + ScratchpadAddress0, scratchpad + ScratchpadAddress1);
            observer.OnStage("loaded", iteration, this);
            _interpreter.Execute(VmProgram.Size, ref observer);
            observer.OnStage("executed", iteration, this);

            Mx = (Mx ^ (uint)(r[read2] ^ r[read3])) & VmProgram.AddressMask;
            ulong* line = item;
            if (_dataset is not null)
                line = (ulong*)(_dataset.Pointer + offset + Ma);
            else
                _cache.ComputeItem((offset + Ma) / ManagedCache.LineLength, item);
            for (int i = 0; i < 8; i++)
                r[i] ^= line[i];
            observer.OnStage("dataset", iteration, this);
            (Mx, Ma) = (Ma, Mx);
            if (_dataset is not null && System.Runtime.Intrinsics.X86.Sse.IsSupported)
                System.Runtime.Intrinsics.X86.Sse.PrefetchNonTemporal(_dataset.Pointer + offset + Ma);

            Store(scratchpad + ScratchpadAddress0, scratchpad + ScratchpadAddress1);
            observer.OnStage("end", iteration, this);
            ScratchpadAddress0 = 0;
            ScratchpadAddress1 = 0;
        }
    }

    private void Load(byte* line0, byte* line1)
    {
        for (int i = 0; i < 8; i++)
            Registers->R[i] ^= ((ulong*)line0)[i];
        for (int i = 0; i < 4; i++)
        {
            VmInterpreter.LoadPair(line1 + (8 * i)).Store(Registers->F + (2 * i));
            _interpreter.MaskE(VmInterpreter.LoadPair(line1 + 32 + (8 * i))).Store(Registers->E + (2 * i));
        }
    }

    // Both lines may be the same one: r is stored first (spec 02 §13.2 item 29).
    private void Store(byte* line0, byte* line1)
    {
        for (int i = 0; i < 8; i++)
            ((ulong*)line1)[i] = Registers->R[i];
        for (int i = 0; i < 4; i++)
        {
            var mixed = (Vector128.Load((ulong*)Registers->F + (2 * i)) ^ Vector128.Load((ulong*)Registers->E + (2 * i)));
            mixed.Store((ulong*)Registers->F + (2 * i));
            mixed.Store((ulong*)(line0 + (16 * i)));
        }
    }
}
