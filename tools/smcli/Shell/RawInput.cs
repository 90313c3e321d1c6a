using System.Runtime.InteropServices;

namespace Spacemesh.Smcli.Shell;

/// <summary>Standard input in raw mode: no echo, no editing, no signals. Disposal puts the terminal back.</summary>
internal sealed partial class RawInput : IDisposable
{
    private const int Input = 0;
    private const int Now = 0;

    /// <summary>No system's termios is larger.</summary>
    private const int SettingsSize = 256;

    private readonly byte[] _before;

    private RawInput(byte[] before) => _before = before;

    public static RawInput Enter()
    {
        byte[] before = new byte[SettingsSize];
        if (GetAttributes(Input, before) != 0)
            throw new CommandException("file descriptor 0 is not a terminal");
        byte[] raw = [.. before];
        MakeRaw(raw);
        if (SetAttributes(Input, Now, raw) != 0)
            throw new CommandException("the terminal cannot be switched to raw mode");
        return new RawInput(before);
    }

    public int Next()
    {
        byte value = 0;
        return Read(Input, ref value, 1) == 1 ? value : -1;
    }

    public void Dispose() => _ = SetAttributes(Input, Now, _before);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, [Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int actions, byte[] settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw([In, Out] byte[] settings);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, ref byte value, nint count);
}
