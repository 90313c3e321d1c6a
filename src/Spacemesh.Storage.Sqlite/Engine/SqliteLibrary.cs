using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Engine;

/// <summary>Binds to the system's SQLite. The bundled native library of the package is not used.</summary>
public static class SqliteLibrary
{
    /// <summary>Oldest version that has every feature we use (spec 10 §2.1).</summary>
    private const int MinimumVersion = 3_035_000;

    private static readonly Lazy<string> Loaded = new(Load);

    /// <summary>The version in use, e.g. <c>3.46.1</c>. Loads the library; throws <see cref="StorageException"/> where none fits.</summary>
    public static string Version => Loaded.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            raw.FreezeProvider();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new StorageException(StorageErrorKind.CannotOpen, "SQLite is missing: install the system package libsqlite3-0.", exception);
        }

        string version = raw.sqlite3_libversion().utf8_to_string();
        if (raw.sqlite3_libversion_number() < MinimumVersion)
            throw new StorageException(StorageErrorKind.CannotOpen, $"SQLite {version} is too old: 3.35 or newer is needed.");
        return version;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (!string.Equals(name, "e_sqlite3", StringComparison.Ordinal))
            return 0;
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3"]
            : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, searchPath, out nint handle))
                return handle;
        }

        return 0;
    }
}
