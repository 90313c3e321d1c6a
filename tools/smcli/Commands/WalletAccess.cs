using System.Security.Cryptography;
using Spacemesh.Smcli.CommandLine;
using Spacemesh.Smcli.Shell;
using Spacemesh.Wallet.Files;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Smcli.Commands;

/// <summary>Opening wallet files, with the words that go with it.</summary>
internal static class WalletAccess
{
    /// <summary>The bytes of the file; the error is that of the system, in the words users know.</summary>
    public static byte[] ReadFile(Invocation invocation, string path)
    {
        string full = invocation.FullPath(path);
        if (Directory.Exists(full))
            throw new CommandException($"read {path}: is a directory");
        try
        {
            if (new FileInfo(full) is { Exists: true, Length: > WalletFile.MaxSize })
                throw new CommandException($"{path} is too large for a wallet file");
            WarnIfReadable(invocation.Terminal, full, path);
            return File.ReadAllBytes(full);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"open {path}: no such file or directory", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"open {path}: permission denied", exception);
        }
    }

    /// <summary>Asks for the password and decrypts.</summary>
    public static (WalletFile File, byte[] Plaintext) Decrypt(Invocation invocation, string path)
    {
        byte[] text = ReadFile(invocation, path);
        byte[] password = Ask(invocation.Terminal, "Enter wallet password: ");
        try
        {
            var file = WalletFile.Parse(text);
            if (file.Salt.Length == WalletCipher.SaltSize && file.HasFewIterations)
                Log(invocation.Terminal, "Warning: wallet file iterations count lower than recommended");
            return (file, file.Decrypt(password));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    /// <summary>The key of an account of the wallet; its secret is in the file or in a Ledger device.</summary>
    public static KeyPair Key(Invocation invocation, NodeOptions options)
    {
        string path = options.WalletPath(invocation);
        var secrets = WalletSecretsText.Read(Decrypt(invocation, path).Plaintext);
        int place = invocation.Value(options.Account);
        int count = secrets.Accounts?.Count ?? 0;
        if (place < 0 || place >= count || secrets.Accounts![place] is not { } key)
            throw new CommandException($"--account {place}: the wallet has {count} accounts, counted from 0");
        bool inDevice = key.Kind == KeyKind.Ledger && key.PublicKey.Length == Primitives.Hash32.Size;
        return key.CanSign || inDevice ? key : throw new CommandException($"{key.DisplayName} has no secret key in the wallet file");
    }

    /// <summary>Prints a prompt and reads without echo; the line is ended whatever comes.</summary>
    public static byte[] Ask(ITerminal terminal, string prompt)
    {
        terminal.Out.Write(prompt);
        try
        {
            return terminal.ReadSecret();
        }
        finally
        {
            terminal.Out.Write('\n');
        }
    }

    public static void Log(ITerminal terminal, string text) =>
        terminal.Error.Write($"{terminal.Time.GetLocalNow().ToString("yyyy/MM/dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)} {text}\n");

    private static void WarnIfReadable(ITerminal terminal, string full, string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(full) && (File.GetUnixFileMode(full) & UnixFileMode.OtherRead) != UnixFileMode.None)
            terminal.Error.Write($"Warning: every user of this machine can read {path}: run chmod 600 {path}\n");
    }
}
