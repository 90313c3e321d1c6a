using System.Runtime.InteropServices;

namespace Spacemesh.Poet.Kernel;

/// <summary>Pages that hold assembled code for the life of the process: written once, then readable and executable only.</summary>
internal static unsafe partial class ExecutableMemory
{
    private const int ReadWrite = 0x1 | 0x2;
    private const int ReadExecute = 0x1 | 0x4;
    private const int PrivateAnonymousLinux = 0x22;
    private const uint CommitReserve = 0x3000;
    private const uint PageReadWrite = 0x04;
    private const uint PageExecuteRead = 0x20;

    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>Reserves writable pages; null when the system refuses.</summary>
    public static byte* Reserve(nuint length)
    {
        void* pages = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, length, CommitReserve, PageReadWrite)
            : MMap(null, length, ReadWrite, PrivateAnonymousLinux, -1, 0);
        return (nint)pages is 0 or -1 ? null : (byte*)pages;
    }

    /// <summary>Makes the pages executable; false when the system refuses (hardened kernels do).</summary>
    public static bool Seal(byte* pages, nuint length) => OperatingSystem.IsWindows()
        ? VirtualProtect(pages, length, PageExecuteRead, out _) != 0
        : MProtect(pages, length, ReadExecute) == 0;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MMap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int MProtect(void* address, nuint length, int protection);

    [LibraryImport("kernel32")]
    private static partial void* VirtualAlloc(void* address, nuint length, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(void* address, nuint length, uint protection, out uint previous);
}
