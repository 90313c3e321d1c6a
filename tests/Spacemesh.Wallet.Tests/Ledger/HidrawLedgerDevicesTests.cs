using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Wallet.Tests.Ledger;

/// <summary>Finding devices in sysfs, and the system's calls. A socket stands for the device file.</summary>
public sealed partial class HidrawLedgerDevicesTests : IDisposable
{
    private static readonly byte[] AppDescriptor = [0x06, 0xa0, 0xff, 0x09, 0x01];
    private static readonly byte[] FidoDescriptor = [0x06, 0xd0, 0xf1, 0x09, 0x01];
    private static readonly HdPath Master = HdPath.Parse(KeyDerivation.MasterPath);

    private readonly string _root = Directory.CreateTempSubdirectory("ledger-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void First_app_interface_of_the_vendor_is_opened()
    {
        Add(0, "0003:0000046D:0000C31C", "Keyboard", AppDescriptor);
        Add(1, "0003:00002C97:00005011", "Ledger Nano S Plus", FidoDescriptor);
        Add(10, "0003:00002C97:00004011", "Ledger Nano X", AppDescriptor);
        Add(2, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        Directory.CreateDirectory(Path.Combine(_root, "sys", "class", "hidraw", "hidraw-broken"));
        Directory.CreateDirectory(Path.Combine(_root, "sys", "class", "hidraw", "hidraw3"));
        Assert.Equal($"Ledger Nano S Plus ({_root}/dev/hidraw2)", OpenName());
    }

    [Fact]
    public void Without_report_descriptors_the_first_interface_is_opened()
    {
        Add(1, "0003:00002C97:00005011", "Ledger Nano S Plus", null, "usb-0000:00:14.0-1/input1");
        Add(4, "0003:00002C97:00005011", "Ledger Nano S Plus", null, "usb-0000:00:14.0-1/input0");
        Assert.Equal($"Ledger Nano S Plus ({_root}/dev/hidraw4)", OpenName());
    }

    [Fact]
    public void No_device_and_no_sysfs_say_so()
    {
        Assert.StartsWith("no Ledger device found", Refusal(null), StringComparison.Ordinal);
        Add(0, "0003:0000046D:0000C31C", "Keyboard", AppDescriptor);
        Add(1, "nonsense", "Other", AppDescriptor);
        Assert.StartsWith("no Ledger device found", Refusal(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_permission_names_the_rule_to_write()
    {
        Add(2, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        string refusal = Refusal(_ => throw new UnauthorizedAccessException("Permission denied"));
        Assert.Contains($"you may not use {_root}/dev/hidraw2", refusal, StringComparison.Ordinal);
        Assert.Contains("\n  SUBSYSTEM==\"hidraw\", ATTRS{idVendor}==\"2c97\", MODE=\"0660\", TAG+=\"uaccess\"\n", refusal, StringComparison.Ordinal);
        Assert.Contains("/etc/udev/rules.d/", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_in_use_is_named_and_the_next_one_is_tried()
    {
        Add(2, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        string path = Path.Combine(_root, "dev", "hidraw2");
        using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains($"{path} does not open; close other programs", Refusal(null), StringComparison.Ordinal);
            Add(3, "0003:00002C97:00004011", "Ledger Nano X", AppDescriptor);
            Assert.StartsWith("Ledger Nano X", OpenName(), StringComparison.Ordinal);
        }

        File.Delete(Path.Combine(_root, "dev", "hidraw3"));
        File.Delete(path);
        Assert.Contains($"{path} does not open", Refusal(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reports_go_out_behind_a_zero_and_come_in_as_they_are()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "device files of Linux");
        Add(0, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        var (ours, theirs) = Sockets();
        await using var far = new FileStream(theirs, FileAccess.ReadWrite, bufferSize: 0);
        using var device = new LedgerDevice(new HidrawLedgerDevices(TimeProvider.System, _root, _ => ours).OpenFirst(), TimeProvider.System);
        byte[] key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        await far.WriteAsync((byte[])[1, 1, 5, 0, 0, 0, 34, .. key, 0x90, 0, .. new byte[23]], TestContext.Current.CancellationToken);
        Assert.Equal(Hash32.FromBytes(key), await device.ReadPublicKeyAsync(Master, confirm: false, TestContext.Current.CancellationToken));
        byte[] written = new byte[100];
        int count = await far.ReadAsync(written, TestContext.Current.CancellationToken);
        Assert.Equal("00" + "01010500000016e005000011048000002c8000021c8000000080000000".PadRight(128, '0'), Convert.ToHexStringLower(written.AsSpan(0, count)));
    }

    [Fact]
    public async Task Device_file_that_ends_is_a_device_that_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "device files of Linux");
        Add(0, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        var (ours, theirs) = Sockets();
        using var device = new LedgerDevice(new HidrawLedgerDevices(TimeProvider.System, _root, _ => ours).OpenFirst(), TimeProvider.System);
        theirs.Dispose();
        var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(Master, confirm: false, TestContext.Current.CancellationToken));
        Assert.Contains("is gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_file_without_answer_is_given_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "device files of Linux");
        Add(0, "0003:00002C97:00005011", "Ledger Nano S Plus", AppDescriptor);
        var (ours, theirs) = Sockets();
        using var far = theirs;
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            using var device = new LedgerDevice(new HidrawLedgerDevices(scheduler.TimeProvider, _root, _ => ours).OpenFirst(), scheduler.TimeProvider);
            var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(Master, confirm: false, CancellationToken.None));
            Assert.Contains("has not answered for 10 seconds", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(TimeSpan.FromSeconds(10), scheduler.Elapsed);
    }

    [Fact]
    public void Other_systems_are_told_what_to_use()
    {
        var error = Assert.Throws<WalletException>(() => new LedgerDevices.Unsupported().OpenFirst());
        Assert.Contains("on Linux only so far", error.Message, StringComparison.Ordinal);
    }

    private string OpenName()
    {
        using var transport = new HidrawLedgerDevices(TimeProvider.System, _root).OpenFirst();
        return transport.Name;
    }

    private string Refusal(Func<string, SafeFileHandle>? open) =>
        Assert.Throws<WalletException>(() => new HidrawLedgerDevices(TimeProvider.System, _root, open).OpenFirst()).Message;

    private void Add(int number, string id, string name, byte[]? descriptor, string physical = "usb-0000:00:14.0-1/input0")
    {
        // sysfs has links where we have folders.
        string real = Directory.CreateDirectory(Path.Combine(_root, "sys", "devices", $"{number}", "device")).FullName;
        File.WriteAllText(Path.Combine(real, "uevent"), $"DRIVER=hid-generic\nHID_ID={id}\nHID_NAME={name}\nHID_PHYS={physical}\nHID_UNIQ=0001\n");
        if (descriptor is not null)
            File.WriteAllBytes(Path.Combine(real, "report_descriptor"), descriptor);
        string folder = Directory.CreateDirectory(Path.Combine(_root, "sys", "class", "hidraw")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, $"hidraw{number}"), Path.GetDirectoryName(real)!);
        Directory.CreateDirectory(Path.Combine(_root, "dev"));
        File.WriteAllBytes(Path.Combine(_root, "dev", $"hidraw{number}"), []);
    }

    /// <summary>Two ends that keep reports apart, as the device file does.</summary>
    private static (SafeFileHandle Ours, SafeFileHandle Theirs) Sockets()
    {
        const int Unix = 1;
        const int SequencedPackets = 5;
        int[] ends = new int[2];
        Assert.Equal(0, SocketPair(Unix, SequencedPackets, 0, ends));
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int SocketPair(int domain, int kind, int protocol, [Out] int[] ends);
}
