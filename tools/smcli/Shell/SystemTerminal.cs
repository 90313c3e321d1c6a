namespace Spacemesh.Smcli.Shell;

/// <summary>The terminal of the process.</summary>
public sealed class SystemTerminal : ITerminal
{
    public TextWriter Out => Console.Out;

    public TextWriter Error => Console.Error;

    public TextReader In => Console.In;

    public bool IsInteractive => !Console.IsInputRedirected;

    public string HomeDirectory { get; } =
        Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public string WorkingDirectory => Environment.CurrentDirectory;

    public TimeProvider Time => TimeProvider.System;

    public byte[] ReadSecret()
    {
        if (!IsInteractive)
            throw new CommandException("file descriptor 0 is not a terminal");
        Out.Flush();
        if (OperatingSystem.IsWindows())
            return SecretReader.Read(NextKey);
        using var raw = RawInput.Enter();
        return SecretReader.Read(raw.Next);
    }

    private static int NextKey()
    {
        var key = Console.ReadKey(intercept: true);
        return key.Key == ConsoleKey.Enter ? '\r' : key.KeyChar;
    }
}
