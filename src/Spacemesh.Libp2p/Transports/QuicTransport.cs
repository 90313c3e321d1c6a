#pragma warning disable CA1416 // Made only where QuicSupport says so.
using System.Net;
using System.Net.Quic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Security;
using PublicKey = Spacemesh.Libp2p.Identity.PublicKey;

namespace Spacemesh.Libp2p.Transports;

/// <summary>QUIC version 1 (<c>/udp/PORT/quic-v1</c>) with libp2p's certificates (spec 08 §2.11).</summary>
public sealed class QuicTransport(IdentityKey identity, TimeProvider time, QuicOptions? options = null) : ISecureTransport
{
    private static readonly SslApplicationProtocol Alpn = new("libp2p");

    private readonly QuicOptions _options = options ?? new QuicOptions();

    // MsQuic on Windows wants a key that was imported, not an ephemeral one.
    private readonly X509Certificate2 _certificate = X509CertificateLoader.LoadPkcs12(TlsCertificate.Create(identity, time.GetUtcNow()).Export(X509ContentType.Pkcs12), null);

    public bool Handles(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Parts.Count == 3 && address.Ip is not null && address.Parts[1].Code == ProtocolCodes.Udp && address.Parts[2].Code == ProtocolCodes.QuicV1;
    }

    public async ValueTask<SecureTransportConnection> DialAsync(Multiaddr address, PeerId? expected, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        PublicKey? remote = null;
        try
        {
            var connection = await QuicConnection.ConnectAsync(
                new QuicClientConnectionOptions
                {
                    RemoteEndPoint = new IPEndPoint(address.Ip!, address.Port),
                    DefaultCloseErrorCode = 0,
                    DefaultStreamErrorCode = 0,
                    MaxInboundBidirectionalStreams = _options.InboundStreams,
                    KeepAliveInterval = _options.KeepAlive,
                    ClientAuthenticationOptions = new SslClientAuthenticationOptions
                    {
                        ApplicationProtocols = [Alpn],
                        ClientCertificates = [_certificate],
                        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                            (remote = KeyOf(certificate)) is not null && (expected is null || expected.Matches(remote)),
                    },
                },
                cancellationToken);
            if (_options.Cookie is { } cookie)
                await QuicCookie.OfferAsync(connection, cookie, time, _options.CookieTimeout, cancellationToken);
            return Wrap(connection, remote!, address);
        }
        catch (Exception exception) when (exception is QuicException or System.Security.Authentication.AuthenticationException)
        {
            throw new Libp2pException(Libp2pFault.Transport, $"{address}: {exception.Message}", exception);
        }
    }

    public async ValueTask<ISecureTransportListener> ListenAsync(Multiaddr address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            var listener = await QuicListener.ListenAsync(
                new QuicListenerOptions
                {
                    ListenEndPoint = new IPEndPoint(address.Ip!, address.Port),
                    ApplicationProtocols = [Alpn],
                    ConnectionOptionsCallback = (_, _, _) => new ValueTask<QuicServerConnectionOptions>(new QuicServerConnectionOptions
                    {
                        DefaultCloseErrorCode = 0,
                        DefaultStreamErrorCode = 0,
                        MaxInboundBidirectionalStreams = _options.InboundStreams,
                        KeepAliveInterval = _options.KeepAlive,
                        ServerAuthenticationOptions = new SslServerAuthenticationOptions
                        {
                            ApplicationProtocols = [Alpn],
                            ServerCertificate = _certificate,
                            ClientCertificateRequired = true,
                            RemoteCertificateValidationCallback = (_, certificate, _, _) => KeyOf(certificate) is not null,
                        },
                    }),
                },
                cancellationToken);
            return new QuicTransportListener(listener, AcceptAsync);
        }
        catch (Exception exception) when (exception is QuicException or System.Net.Sockets.SocketException)
        {
            throw new Libp2pException(Libp2pFault.Transport, $"cannot listen at {address}: {exception.Message}", exception);
        }
    }

    internal static Multiaddr AddressOf(IPEndPoint endPoint) => Multiaddr.OfUdp(endPoint).Append(Multiaddr.Parse("/quic-v1"));

    private async ValueTask<SecureTransportConnection> AcceptAsync(QuicConnection connection, CancellationToken cancellationToken)
    {
        var key = KeyOf(connection.RemoteCertificate) ?? throw new Libp2pException(Libp2pFault.HandshakeFailed, "the peer's certificate holds no identity");
        if (_options.Cookie is { } cookie)
            await QuicCookie.AnswerAsync(connection, cookie, time, _options.CookieTimeout, cancellationToken);
        return Wrap(connection, key, AddressOf(connection.RemoteEndPoint));
    }

    private static SecureTransportConnection Wrap(QuicConnection connection, PublicKey key, Multiaddr remote) =>
        new(new QuicMultiplexer(connection), key, AddressOf(connection.LocalEndPoint), remote);

    private PublicKey? KeyOf(X509Certificate? certificate) => certificate is null ? null : TlsCertificate.Verify([certificate.GetRawCertData()], time.GetUtcNow());
}
