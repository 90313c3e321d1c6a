using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Ledger;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Wallet.Tests.Ledger;

/// <summary>The host's side of the device, against a device made from a mnemonic.</summary>
public sealed class LedgerDeviceTests
{
    private const string Phrase = "film theme cheese broken kingdom destroy inch ready wear inspire shove pudding";
    private const string OtherPhrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    private static readonly WalletSecrets Secrets = WalletSecrets.FromMnemonic(Phrase, 3, () => "");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static HdPath AccountPath => Secrets.Accounts![1]!.Path;

    private static Hash32 AccountKey => Hash32.FromBytes(Secrets.Accounts![1]!.PublicKey);

    [Fact]
    public async Task Wallet_has_the_public_keys_of_the_mnemonic_and_each_account_was_approved()
    {
        var fake = new FakeLedger(Phrase);
        var announced = new List<string>();
        int keys = 0;
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var wallet = await LedgerWallet.ReadAsync(
            device, 3, () => $"time {keys++}", (path, key) => Announce(announced, path, key), Cancellation);

        Assert.Equal("(none)", wallet.Mnemonic);
        var master = Secrets.Master! with { DisplayName = "Ledger Master Key", Created = "time 0", SecretKey = default, Kind = KeyKind.Ledger };
        Assert.Equal(master, wallet.Master! with { Path = master.Path });
        for (int i = 0; i < 3; i++)
        {
            var software = Secrets.Accounts![i]!;
            var expected = software with { DisplayName = "Ledger Child Key", Created = $"time {i + 1}", SecretKey = default, Kind = KeyKind.Ledger };
            Assert.Equal(expected, wallet.Accounts![i]! with { Path = expected.Path });
            Assert.Equal(software.Path.ToString(), wallet.Accounts[i]!.Path.ToString());
            Assert.Equal($"{software.Path} {software.PublicKey}", announced[i]);
        }

        Assert.Equal(3, wallet.Accounts!.Count);
        // The master key is never confirmed, every account is.
        Assert.Equal([.. Enumerable.Range(0, 3).Select(KeyDerivation.AccountPath)], fake.Commands.Where(command => command.P1 == 1).Select(command => command.Path));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(129)]
    public async Task Wallet_of_too_many_accounts_asks_no_device(int accounts)
    {
        var fake = new FakeLedger(Phrase);
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(
            () => LedgerWallet.ReadAsync(device, accounts, () => "", (_, _) => Task.CompletedTask, Cancellation));
        Assert.Equal("invalid number of accounts", error.Message);
        Assert.Empty(fake.Written);
    }

    [Fact]
    public async Task Device_that_approves_another_key_than_it_named_is_refused()
    {
        int answers = 0;
        var fake = new FakeLedger(Phrase) { ChangeAnswer = (_, answer) => ++answers == 3 ? [(byte)(answer[0] ^ 1), .. answer[1..]] : answer };
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(
            () => LedgerWallet.ReadAsync(device, 1, () => "", (_, _) => Task.CompletedTask, Cancellation));
        Assert.Contains("two different keys for m/44'/540'/0'/0'/0'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Public_key_command_has_the_bytes_of_the_protocol()
    {
        var fake = new FakeLedger(Phrase);
        using var device = new LedgerDevice(fake, TimeProvider.System);
        await device.ReadPublicKeyAsync(HdPath.Parse("m/44'/540'/0'/0'/7'"), confirm: true, Cancellation);
        await device.ReadPublicKeyAsync(HdPath.Parse("m/44'/540'/0'/0'"), confirm: false, Cancellation);
        string[] expected = ["0101050000001ae005010015058000002c8000021c800000008000000080000007", "01010500000016e005000011048000002c8000021c8000000080000000"];
        Assert.Equal(expected.Select(text => text.PadRight(128, '0')), fake.Written.Select(Convert.ToHexStringLower));
    }

    [Theory]
    [InlineData(0, new byte[] { 0 })]
    [InlineData(232, new byte[] { 0 })]
    [InlineData(233, new byte[] { 0 })]
    [InlineData(234, new byte[] { 2, 1 })]
    [InlineData(488, new byte[] { 2, 1 })]
    [InlineData(489, new byte[] { 2, 3, 1 })]
    [InlineData(1044, new byte[] { 2, 3, 3, 3, 1 })]
    public async Task Signature_is_one_of_the_account_however_long_the_message(int size, byte[] flags)
    {
        var fake = new FakeLedger(Phrase);
        using var device = new LedgerDevice(fake, TimeProvider.System);
        byte[] message = [.. Enumerable.Range(0, size).Select(i => (byte)(i * 7))];
        var signature = await device.SignAsync(AccountPath, AccountKey, message, Cancellation);
        Assert.Equal(Ed25519.Sign(Secrets.Accounts![1]!.SecretKey, message), signature);
        Assert.Equal(message, Assert.Single(fake.Signed));
        // The key is looked at first; then 22 bytes of path and the message in parts of 255.
        Assert.Equal([0, .. flags], fake.Commands.Select(command => command.P2));
        Assert.All(fake.Commands.Skip(1), command => Assert.Equal(1, command.P1));
    }

    [Fact]
    public async Task Device_with_other_keys_is_not_asked_to_sign()
    {
        var fake = new FakeLedger(OtherPhrase);
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.SignAsync(AccountPath, AccountKey, new byte[10], Cancellation));
        Assert.Contains($"the wallet has {AccountKey.ToHex()}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fake.Commands, command => command.Instruction == 6);
    }

    [Theory]
    [InlineData(0x6985, "refused")]
    [InlineData(0x6982, "refused on the Ledger device, or it is locked")]
    [InlineData(0x5515, "is locked")]
    [InlineData(0x6804, "is locked")]
    [InlineData(0x6e00, "app is not open")]
    [InlineData(0x6d00, "app is not open")]
    [InlineData(0x6700, "app is not open")]
    [InlineData(0x6808, "allow blind signing")]
    [InlineData(0x6a80, "does not understand")]
    [InlineData(0x6f01, "failed")]
    [InlineData(0x1234, "reports an error (status 1234)")]
    public async Task Status_word_is_explained(int status, string text)
    {
        using var device = new LedgerDevice(new FakeLedger(Phrase) { Status = (_, _) => (ushort)status }, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(AccountPath, confirm: true, Cancellation));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"(status {status:x4})", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<List<byte[]>, List<byte[]>>> BadReports() => new()
    {
        { "a report that begins with 020105", reports => Changed(reports, 0, 0, 2) },
        { "a report that begins with 010106", reports => Changed(reports, 0, 2, 6) },
        { "report 1 where report 0 must follow", reports => Changed(reports, 0, 4, 1) },
        { "report 0 where report 1 must follow", reports => Changed(reports, 1, 4, 0) },
        { "report 257 where report 1 must follow", reports => Changed(reports, 1, 3, 1) },
        { "a report of 5 bytes", reports => [reports[0], reports[1][..5]] },
        { "a report of 7 bytes", reports => [reports[0][..7]] },
        { "a report of 0 bytes", _ => [[]] },
        { "an answer of 1 bytes", reports => Changed(reports, 0, 6, 1) },
        { "an answer of 0 bytes", reports => Changed(reports, 0, 6, 0) },
        { "an answer of 65346 bytes", reports => Changed(reports, 0, 5, 255) },
    };

    [Theory]
    [MemberData(nameof(BadReports))]
    public async Task Garbage_is_named(string text, Func<List<byte[]>, List<byte[]>> change)
    {
        // Answers of two reports are signatures.
        var fake = new FakeLedger(Phrase) { ChangeReports = reports => reports.Count > 1 ? change(reports) : reports };
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.SignAsync(AccountPath, AccountKey, new byte[10], Cancellation));
        Assert.Contains($"sent {text}", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<byte, Func<byte[], byte[]>, string> BadAnswers() => new()
    {
        { 5, answer => answer[1..], "a public key of 31 bytes" },
        { 5, answer => [0, .. answer], "a public key of 33 bytes" },
        { 6, _ => [0x90, 0], "a signature of 0 bytes" },
        { 6, answer => answer[1..], "a signature of 63 bytes" },
        { 6, answer => [(byte)(answer[0] ^ 1), .. answer[1..]], "a signature that is not one of this account" },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Answer_of_another_kind_is_named(byte instruction, Func<byte[], byte[]> change, string text)
    {
        var fake = new FakeLedger(Phrase) { ChangeAnswer = (asked, answer) => asked == instruction ? change(answer) : answer };
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.SignAsync(AccountPath, AccountKey, new byte[10], Cancellation));
        Assert.Contains($"sent {text}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_before_the_whole_message_is_refused()
    {
        var fake = new FakeLedger(Phrase) { ChangeAnswer = (asked, answer) => asked == 6 ? [.. new byte[64], 0x90, 0] : answer };
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.SignAsync(AccountPath, AccountKey, new byte[600], Cancellation));
        Assert.Contains("before it had the whole transaction", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, fake.Commands.Count);
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 300)]
    public void Silent_device_is_given_up(bool confirm, int seconds)
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            using var device = new LedgerDevice(new FakeLedger(Phrase) { Silent = true }, scheduler.TimeProvider);
            var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(AccountPath, confirm, CancellationToken.None));
            Assert.Contains($"Fake Nano has not answered for {seconds} seconds", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(TimeSpan.FromSeconds(seconds), scheduler.Elapsed);
    }

    [Fact]
    public void Half_an_answer_is_given_up()
    {
        var scheduler = new VirtualScheduler();
        scheduler.Run(async () =>
        {
            var fake = new FakeLedger(Phrase) { ChangeReports = reports => reports.Count > 1 ? [reports[0]] : reports };
            using var device = new LedgerDevice(fake, scheduler.TimeProvider) { ApprovalTimeout = TimeSpan.FromSeconds(30) };
            var error = await Assert.ThrowsAsync<WalletException>(() => device.SignAsync(AccountPath, AccountKey, new byte[10], CancellationToken.None));
            Assert.Contains("has not answered for 30 seconds", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(TimeSpan.FromSeconds(30), scheduler.Elapsed);
    }

    [Fact]
    public async Task User_who_interrupts_is_not_told_of_a_silent_device()
    {
        using var interrupt = new CancellationTokenSource();
        using var device = new LedgerDevice(new FakeLedger(Phrase) { Silent = true }, TimeProvider.System);
        var reading = device.ReadPublicKeyAsync(AccountPath, confirm: true, interrupt.Token);
        await interrupt.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(0, "No such device")]
    [InlineData(1, "Input/output error")]
    public async Task Device_that_is_unplugged_is_named(int after, string reason)
    {
        using var device = new LedgerDevice(new FakeLedger(Phrase) { UnpluggedAfter = after }, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(AccountPath, confirm: false, Cancellation));
        Assert.StartsWith("Fake Nano is gone", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m/44'")]
    [InlineData("m/44'/541'/0'")]
    [InlineData("m/44'/540'/0'/0'/0")]
    [InlineData("m/44'/540'/0'/0'/0'/0'")]
    public async Task Path_that_no_device_has_is_refused_before_it_is_sent(string path)
    {
        var fake = new FakeLedger(Phrase);
        using var device = new LedgerDevice(fake, TimeProvider.System);
        var error = await Assert.ThrowsAsync<WalletException>(() => device.ReadPublicKeyAsync(HdPath.Parse(path), confirm: false, Cancellation));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Written);
    }

    private static Task Announce(List<string> announced, HdPath path, Hash32 key)
    {
        announced.Add($"{path} {key.ToHex()}");
        return Task.CompletedTask;
    }

    private static List<byte[]> Changed(List<byte[]> reports, int report, int place, byte value)
    {
        reports[report][place] = value;
        return reports;
    }
}
