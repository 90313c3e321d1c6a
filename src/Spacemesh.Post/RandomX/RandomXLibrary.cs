using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spacemesh.Post.RandomX;

/// <summary>The C interface of <c>librandomx</c> (1.1.10 and 1.2).</summary>
internal static unsafe partial class RandomXLibrary
{
    private const string Name = "randomx";
    private static readonly string[] FileNames =
        OperatingSystem.IsWindows() ? ["randomx.dll", "librandomx.dll"]
        : OperatingSystem.IsMacOS() ? ["librandomx.dylib"]
        : ["librandomx.so.0", "librandomx.so"];

    private static readonly nint Handle = Load();

    static RandomXLibrary() => NativeLibrary.SetDllImportResolver(typeof(RandomXLibrary).Assembly, Resolve);

    public static bool IsAvailable => Handle != 0;

    [LibraryImport(Name, EntryPoint = "randomx_get_flags")]
    public static partial int GetFlags();

    [LibraryImport(Name, EntryPoint = "randomx_alloc_cache")]
    public static partial nint AllocateCache(int flags);

    [LibraryImport(Name, EntryPoint = "randomx_init_cache")]
    public static partial void InitializeCache(nint cache, byte* key, nuint keyLength);

    [LibraryImport(Name, EntryPoint = "randomx_release_cache")]
    public static partial void ReleaseCache(nint cache);

    [LibraryImport(Name, EntryPoint = "randomx_alloc_dataset")]
    public static partial nint AllocateDataset(int flags);

    [LibraryImport(Name, EntryPoint = "randomx_dataset_item_count")]
    public static partial CULong DatasetItemCount();

    [LibraryImport(Name, EntryPoint = "randomx_init_dataset")]
    public static partial void InitializeDataset(nint dataset, nint cache, CULong firstItem, CULong itemCount);

    [LibraryImport(Name, EntryPoint = "randomx_release_dataset")]
    public static partial void ReleaseDataset(nint dataset);

    [LibraryImport(Name, EntryPoint = "randomx_create_vm")]
    public static partial nint CreateVm(int flags, nint cache, nint dataset);

    [LibraryImport(Name, EntryPoint = "randomx_destroy_vm")]
    public static partial void DestroyVm(nint vm);

    // This call saves and restores the floating-point environment; the pipelined first/next/last calls do not.
    [LibraryImport(Name, EntryPoint = "randomx_calculate_hash")]
    public static partial void CalculateHash(nint vm, byte* input, nuint inputLength, byte* hash);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Load()
    {
        foreach (string name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
                return handle;
        }

        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Handle : 0;
}
