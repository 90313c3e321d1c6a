using System.Runtime.InteropServices;

namespace Spacemesh.Runtime;

/// <summary>Machine code in memory that is first written, then executable, never both.</summary>
public sealed unsafe partial class ExecutableCode
{
    private const int UnixRead = 1;
    private const int UnixWrite = 2;
    private const int UnixExecute = 4;
    private const int UnixPrivateAnonymous = 0x22;
    private const uint WindowsCommitReserve = 0x3000;
    private const uint WindowsReadWrite = 4;
    private const uint WindowsExecuteRead = 0x20;

    private ExecutableCode(void* entry) => Entry = entry;

    /// <summary>The first instruction. The memory is kept for the life of the process.</summary>
    public void* Entry { get; }

    /// <summary>Null where the system does not let programs make code.</summary>
    public static ExecutableCode? TryCreate(ReadOnlySpan<byte> code)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                return TryCreateOnWindows(code);
            return OperatingSystem.IsLinux() ? TryCreateOnLinux(code) : null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static ExecutableCode? TryCreateOnLinux(ReadOnlySpan<byte> code)
    {
        nuint length = (nuint)((code.Length + 4095) & ~4095);
        void* memory = Map(null, length, UnixRead | UnixWrite, UnixPrivateAnonymous, -1, 0);
        if (memory == (void*)-1)
            return null;
        code.CopyTo(new Span<byte>(memory, code.Length));
        return Protect(memory, length, UnixRead | UnixExecute) == 0 ? new ExecutableCode(memory) : null;
    }

    private static ExecutableCode? TryCreateOnWindows(ReadOnlySpan<byte> code)
    {
        void* memory = VirtualAlloc(null, (nuint)code.Length, WindowsCommitReserve, WindowsReadWrite);
        if (memory is null)
            return null;
        code.CopyTo(new Span<byte>(memory, code.Length));
        return VirtualProtect(memory, (nuint)code.Length, WindowsExecuteRead, out _) != 0 ? new ExecutableCode(memory) : null;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("kernel32")]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, out uint before);
}
