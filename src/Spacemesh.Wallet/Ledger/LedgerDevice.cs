using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Ledger;

/// <summary>The Spacemesh app on a Ledger device: public keys and signatures (spec 07 §22). One call at a time.</summary>
public sealed class LedgerDevice(ILedgerTransport transport, TimeProvider time) : IDisposable
{
    private const byte Class = 0xe0;
    private const byte PublicKeyCommand = 0x05;
    private const byte SignCommand = 0x06;
    private const byte Confirmed = 0x01;
    private const byte Extends = 0x01;
    private const byte More = 0x02;
    private const int MaxData = 255;

    /// <summary>How long an answer may take that needs nobody.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a person may look at the device before approving.</summary>
    public TimeSpan ApprovalTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc cref="ILedgerTransport.Name"/>
    public string Name => transport.Name;

    /// <summary>The public key at a path.</summary>
    /// <param name="path">A hardened path below <c>m/44'/540'</c>.</param>
    /// <param name="confirm">The device shows the key and waits for approval.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="WalletException">Refused, locked, gone, silent, or not the Spacemesh app; the message says which.</exception>
    public async Task<Hash32> ReadPublicKeyAsync(HdPath path, bool confirm, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        var limit = confirm ? ApprovalTimeout : AnswerTimeout;
        byte[] key = await ExchangeAsync(PublicKeyCommand, confirm ? Confirmed : (byte)0, 0, LedgerPath.Encode(path), limit, cancellation);
        return key.Length == Hash32.Size ? Hash32.FromBytes(key) : throw LedgerAnswer.Garbled($"a public key of {key.Length} bytes");
    }

    /// <summary>Has the device sign, once its user has approved.</summary>
    /// <param name="path">Path of the key.</param>
    /// <param name="publicKey">The key that must be there; a device with another one is not asked to sign.</param>
    /// <param name="message">What is signed, as it is: genesis id and transaction (spec 07 §4).</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="WalletException">As for the public key; or the device holds other keys.</exception>
    public async Task<EdSignature> SignAsync(HdPath path, Hash32 publicKey, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(path);
        var held = await ReadPublicKeyAsync(path, confirm: false, cancellation);
        if (held != publicKey)
            throw new WalletException($"{Name} has the key {held.ToHex()} at {path}, the wallet has {publicKey.ToHex()}: connect the device that the wallet was made with");
        byte[] payload = [1, .. LedgerPath.Encode(path), .. message.Span];
        byte[] answer = [];
        for (int sent = 0; sent < payload.Length; sent += MaxData)
        {
            bool last = payload.Length - sent <= MaxData;
            byte flags = (byte)((sent > 0 ? Extends : 0) | (last ? 0 : More));
            byte[] part = payload[sent..Math.Min(payload.Length, sent + MaxData)];
            answer = await ExchangeAsync(SignCommand, Confirmed, flags, part, last ? ApprovalTimeout : AnswerTimeout, cancellation);
            if (!last && answer.Length > 0)
                throw LedgerAnswer.Garbled("a signature before it had the whole transaction");
        }

        if (answer.Length != EdSignature.Size)
            throw LedgerAnswer.Garbled($"a signature of {answer.Length} bytes");
        return Ed25519.Verify(Hash32.Span(in publicKey), message.Span, answer)
            ? EdSignature.FromBytes(answer)
            : throw LedgerAnswer.Garbled("a signature that is not one of this account under this transaction");
    }

    public void Dispose() => transport.Dispose();

    private async Task<byte[]> ExchangeAsync(byte command, byte p1, byte p2, byte[] data, TimeSpan limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            foreach (byte[] report in LedgerReports.Of([Class, command, p1, p2, (byte)data.Length, .. data]))
                await transport.WriteAsync(report, either.Token);
            var answer = await AnswerAsync(either.Token);
            return answer.Status == LedgerStatus.Success ? answer.Data.ToArray() : throw new WalletException(LedgerStatus.Explain(answer.Status));
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new WalletException(
                $"{Name} has not answered for {limit.TotalSeconds:0} seconds: unlock it, open the Spacemesh app, plug it in again where that does not help", exception);
        }
        catch (IOException exception)
        {
            throw new WalletException($"{Name} is gone: plug it in again, open the Spacemesh app and retry ({exception.Message})", exception);
        }
    }

    private async Task<LedgerAnswer> AnswerAsync(CancellationToken cancellation)
    {
        byte[] report = new byte[LedgerReports.Size];
        var answer = new LedgerAnswer();
        while (!answer.Add(report.AsSpan(0, await transport.ReadAsync(report, cancellation))))
        {
            // The next report follows.
        }

        return answer;
    }
}
