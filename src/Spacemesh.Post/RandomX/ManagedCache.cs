using System.Runtime.CompilerServices;

namespace Spacemesh.Post.RandomX;

/// <summary>
/// The 256 MiB cache of a key with its eight SuperscalarHash programs: computes any item of the dataset
/// (spec 02 §13.2 items 8–11, 20–21).
/// </summary>
internal sealed unsafe class ManagedCache : IDisposable
{
    public const int LineLength = 64;
    private const uint MemoryKib = 262144;
    private const uint Passes = 3;
    private const ulong LineMask = 4194303;
    private const int ProgramCount = 8;

    private readonly NativeBlock _memory;
    private readonly SuperscalarProgram[] _programs = new SuperscalarProgram[ProgramCount];
    private readonly SuperscalarCompiler.Program[]? _compiled;

    /// <summary>Fills the cache, which takes about half a second of one core.</summary>
    public ManagedCache(ReadOnlySpan<byte> key, bool compile, CancellationToken cancellationToken)
    {
        var generator = new BlakeGenerator(key);
        for (int i = 0; i < ProgramCount; i++)
            _programs[i] = SuperscalarGenerator.Generate(generator);
        if (compile && SuperscalarCompiler.IsSupported)
            _compiled = Array.ConvertAll(_programs, SuperscalarCompiler.Compile);
        _memory = new NativeBlock((nuint)MemoryKib * 1024);
        Argon2dFill.Start(_memory.Pointer, MemoryKib, Passes, key, "RandomX\x03"u8);
        Argon2dFill.Run(_memory.Pointer, MemoryKib, Passes, cancellationToken);
    }

    public ReadOnlySpan<byte> Memory => new(_memory.Pointer, (int)_memory.Length);

    public IReadOnlyList<SuperscalarProgram> Programs => _programs;

    /// <summary>Whether item programs run as machine code.</summary>
    public bool IsCompiled => _compiled is not null;

    /// <summary>The registers that an item's computation starts with.</summary>
    public static void StartItem(ulong item, ulong* r)
    {
        unchecked
        {
            r[0] = (item + 1) * 6364136223846793005;
            r[1] = r[0] ^ 9298411001130361340;
            r[2] = r[0] ^ 12065312585734608966;
            r[3] = r[0] ^ 9306329213124626780;
            r[4] = r[0] ^ 5281919268842080866;
            r[5] = r[0] ^ 10536153434571861004;
            r[6] = r[0] ^ 3398623926847679864;
            r[7] = r[0] ^ 9549104520008361294;
        }
    }

    /// <summary>Computes the 64 bytes of dataset item <paramref name="item"/>.</summary>
    public void ComputeItem(ulong item, ulong* r)
    {
        byte* memory = _memory.Pointer;
        StartItem(item, r);
        ulong line = item;
        for (int i = 0; i < ProgramCount; i++)
            line = Step(memory, i, line, r);
    }

    /// <summary>Runs program <paramref name="program"/> and mixes in the cache line; returns the value that picks the next line.</summary>
    public ulong Step(int program, ulong line, ulong* r) => Step(_memory.Pointer, program, line, r);

    public static ulong LineOf(ulong value) => value & LineMask;

    public void Dispose() => _memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Step(byte* memory, int program, ulong line, ulong* r)
    {
        ulong* mix = (ulong*)(memory + (LineOf(line) * LineLength));
        if (System.Runtime.Intrinsics.X86.Sse.IsSupported)
            System.Runtime.Intrinsics.X86.Sse.PrefetchNonTemporal(mix);
        if (_compiled is not null)
            _compiled[program](r);
        else
            _programs[program].Interpret(new Span<ulong>(r, SuperscalarProgram.Registers));
        for (int i = 0; i < SuperscalarProgram.Registers; i++)
            r[i] ^= mix[i];
        return r[_programs[program].AddressRegister];
    }
}
