using System.Runtime.Intrinsics.X86;
using Spacemesh.Runtime;

namespace Spacemesh.Poet.Kernel;

/// <summary>
/// x86-64 SHA extensions, assembled at start-up because .NET has no intrinsics for them (spec 03 §15.3).
/// The whole chain of a label runs in registers: digest words become message words without a byte swap, the padding is
/// constant, and the addition of the initial state is folded into the first round constants.
/// </summary>
public sealed unsafe class ShaNiKernel : Sha256Kernel
{
    private readonly delegate* unmanaged<byte*, nint, nint, byte*, void> _hash;
    private readonly delegate* unmanaged<byte*, byte*, nint, void> _nestPair;

    private ShaNiKernel(byte* hash, byte* nestPair)
    {
        _hash = (delegate* unmanaged<byte*, nint, nint, byte*, void>)hash;
        _nestPair = (delegate* unmanaged<byte*, byte*, nint, void>)nestPair;
    }

    public override string Name => "SHA-NI";

    /// <summary>Whether the processor has the SHA extensions.</summary>
    public static bool IsSupported =>
        X86Base.X64.IsSupported && Sse41.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ebx & (1 << 29)) != 0;

    /// <summary>The kernel, or null where it cannot run.</summary>
    public static ShaNiKernel? TryCreate()
    {
        if (!IsSupported)
            return null;
        var (code, hash, nestPair) = new ShaNiAssembler().Assemble();
        return ExecutableCode.TryCreate(code) is { } made ? new ShaNiKernel((byte*)made.Entry + hash, (byte*)made.Entry + nestPair) : null;
    }

    public override void Hash(ReadOnlySpan<byte> paddedBlocks, int nested, Span<byte> digest)
    {
        CheckBlocks(paddedBlocks, nested, digest);
        fixed (byte* blocks = paddedBlocks, result = digest)
            _hash(blocks, paddedBlocks.Length / BlockSize, nested, result);
    }

    public override void NestPair(Span<byte> first, Span<byte> second, int count)
    {
        CheckPair(first, second, count);
        fixed (byte* left = first, right = second)
            _nestPair(left, right, count);
    }
}
