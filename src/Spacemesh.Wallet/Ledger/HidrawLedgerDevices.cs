using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Spacemesh.Wallet.Ledger;

/// <summary>Ledger devices on Linux: <c>/dev/hidraw*</c>, found through sysfs by their vendor.</summary>
/// <param name="time">Clock of the waits.</param>
/// <param name="root">Folder that holds <c>sys</c> and <c>dev</c>.</param>
/// <param name="open">Opens a device file; the system's where none is given.</param>
public sealed class HidrawLedgerDevices(TimeProvider time, string root = "/", Func<string, SafeFileHandle>? open = null) : ILedgerDevices
{
    private const uint Vendor = 0x2c97;

    /// <summary>Longer files in sysfs are none of ours.</summary>
    private const int MaxLines = 64;

    private const string Rule = """SUBSYSTEM=="hidraw", ATTRS{idVendor}=="2c97", MODE="0660", TAG+="uaccess" """;

    /// <summary>The first bytes of a report descriptor that belongs to an app; a device has other interfaces beside it.</summary>
    private static readonly byte[] AppDescriptor = [0x06, 0xa0, 0xff];

    private readonly Func<string, SafeFileHandle> _open =
        open ?? (path => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));

    /// <inheritdoc/>
    public ILedgerTransport OpenFirst()
    {
        WalletException? refusal = null;
        foreach (var (name, path) in Find())
        {
            try
            {
                return new HidrawTransport($"{name} ({path})", _open(path), time);
            }
            catch (UnauthorizedAccessException exception)
            {
                refusal ??= new WalletException(
                    $"{name} is there, but you may not use {path}: write the line\n  {Rule.TrimEnd()}\n"
                    + "to /etc/udev/rules.d/20-ledger.rules as root, run udevadm control --reload-rules, and plug the device in again",
                    exception);
            }
            catch (IOException exception)
            {
                refusal ??= new WalletException($"{name} is there, but {path} does not open; close other programs that use it ({exception.Message})", exception);
            }
        }

        throw refusal ?? new WalletException("no Ledger device found: plug it in, enter its PIN and open the Spacemesh app");
    }

    /// <summary>Name and device file of every app interface, in the order of their numbers.</summary>
    private IEnumerable<(string Name, string Path)> Find()
    {
        string folder = Path.Combine(root, "sys", "class", "hidraw");
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => (Entry: entry, Number: Number(Path.GetFileName(entry))))
            .Where(device => device.Number >= 0)
            .OrderBy(device => device.Number)
            .Select(device => (Name: NameOf(Path.Combine(device.Entry, "device")), Path: Path.Combine(root, "dev", Path.GetFileName(device.Entry))))
            .Where(device => device.Name is not null)
            .Select(device => (device.Name!, device.Path));
    }

    private static int Number(string name) =>
        name.StartsWith("hidraw", StringComparison.Ordinal) && int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : -1;

    /// <summary>The name of a Ledger's app interface; null for anything else, and for what went away meanwhile.</summary>
    private static string? NameOf(string device)
    {
        try
        {
            var facts = File.ReadLines(Path.Combine(device, "uevent")).Take(MaxLines)
                .Select(line => line.Split('=', 2))
                .Where(parts => parts.Length == 2)
                .GroupBy(parts => parts[0], StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);
            string[] id = facts.GetValueOrDefault("HID_ID", "").Split(':');
            bool ours = id.Length == 3
                && uint.TryParse(id[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint vendor)
                && vendor == Vendor
                && IsApp(Path.Combine(device, "report_descriptor"), facts.GetValueOrDefault("HID_PHYS", ""));
            return ours ? facts.GetValueOrDefault("HID_NAME", "Ledger device") : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsApp(string descriptor, string physical)
    {
        // The first interface is the app's where nothing better is known.
        if (!File.Exists(descriptor))
            return physical.EndsWith("/input0", StringComparison.Ordinal);
        using var stream = File.OpenRead(descriptor);
        byte[] start = new byte[AppDescriptor.Length];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(AppDescriptor);
    }
}
