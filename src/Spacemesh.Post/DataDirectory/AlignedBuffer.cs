using System.Buffers;
using System.Runtime.InteropServices;

namespace Spacemesh.Post.DataDirectory;

/// <summary>Native memory on a page boundary. Its owner disposes it once no read uses it.</summary>
internal sealed unsafe class AlignedBuffer(int length) : MemoryManager<byte>
{
    private const int Page = 4096;

    private byte* _address = (byte*)NativeMemory.AlignedAlloc((nuint)length, Page);

    public int Length => length;

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_address is null, this);
        return new Span<byte>(_address, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_address + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}
