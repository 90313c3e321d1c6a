using System.Runtime.InteropServices;

namespace Spacemesh.Post.RandomX;

/// <summary>Unmanaged memory aligned to 2 MiB, on transparent huge pages where the system gives them.</summary>
internal sealed unsafe partial class NativeBlock : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePage = 14;

    private byte* _pointer;

    public NativeBlock(nuint length)
    {
        Length = length;
        _pointer = (byte*)NativeMemory.AlignedAlloc(length, length >= HugePage ? HugePage : 64);
        if (OperatingSystem.IsLinux() && length >= HugePage)
            AdviseHugePages(_pointer, length);
    }

    ~NativeBlock() => Free();

    public nuint Length { get; }

    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }

    // Only advice: where it is refused the memory has small pages.
    private static void AdviseHugePages(byte* pointer, nuint length)
    {
        try
        {
            _ = MemoryAdvice(pointer, length, AdviseHugePage);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // No such call in this C library.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvice(void* address, nuint length, int advice);
}
