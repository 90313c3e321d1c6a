using System.Runtime.InteropServices;

namespace Spacemesh.Tools.PostService;

/// <summary>Binds threads to cores.</summary>
internal static partial class CoreAffinity
{
    private const int MostCores = 1024;

    /// <summary>Binds the calling thread to one core; false where the system refuses or cannot.</summary>
    public static bool TryPin(int core)
    {
        if (!OperatingSystem.IsLinux() || core is < 0 or >= MostCores)
            return false;
        Span<byte> mask = stackalloc byte[MostCores / 8];
        mask.Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        // Thread 0 is the calling one.
        return SetAffinity(0, (nuint)mask.Length, ref MemoryMarshal.GetReference(mask)) == 0;
    }

    /// <summary>Whether threads can be bound to a core; the calling thread stays as it is.</summary>
    public static bool CanPin(int core)
    {
        bool pinned = false;
        var thread = new Thread(() => pinned = TryPin(core));
        thread.Start();
        thread.Join();
        return pinned;
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ref byte mask);
}
