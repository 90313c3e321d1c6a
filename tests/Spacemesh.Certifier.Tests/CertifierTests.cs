using Spacemesh.Codec;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier.Tests;

/// <summary>Rules that no golden case shows.</summary>
public sealed class CertifierTests : ICertificateRows, ICertifierChecks
{
    private static readonly BlockId First = new(new Bytes20([1, .. new byte[19]]));
    private static readonly BlockId Second = new(new Bytes20([2, .. new byte[19]]));
    private static readonly LayerId Layer = new(30);

    private readonly List<CertificateRow> _rows = [];

    [Fact]
    public void A_layer_is_forgotten_when_it_is_older_than_what_is_kept()
    {
        var certifier = Certifier();
        certifier.Register(Layer, First);
        certifier.OnLayer(Layer.Add(4));
        Assert.Single(certifier.Collected(Layer));
        certifier.OnLayer(Layer.Add(5));
        Assert.Empty(certifier.Collected(Layer));
    }

    [Fact]
    public void A_certificate_needs_the_threshold_and_is_counted_for_its_epoch()
    {
        var certifier = Certifier();
        certifier.Register(Layer, First);
        Assert.Null(certifier.Receive(Message(First, 5), Layer).Adoption);
        var adoption = certifier.Receive(Message(First, 1), Layer).Adoption;
        Assert.NotNull(adoption);
        Assert.False(adoption.IsContested);
        Assert.Equal(1, certifier.CertificatesOf(new EpochId(3)));
    }

    [Fact]
    public void Two_valid_certificates_leave_the_layer_without_output()
    {
        var certifier = Certifier();
        _rows.Add(new CertificateRow(Second, new Certificate(Second, [Decoded(Second, 6)]), Valid: true));
        var outcome = certifier.Adopt(Layer, new Certificate(First, [Decoded(First, 6)]));
        Assert.True(outcome.Verdict.IsIgnore);
        Assert.True(outcome.Adoption!.IsContested);
        Assert.Equal(default(BlockId), CertificateRow.HareOutput([.. _rows, new CertificateRow(First, null, Valid: true)]));
    }

    [Fact]
    public void An_invalid_synced_certificate_is_not_adopted()
    {
        var outcome = Certifier().Adopt(Layer, new Certificate(First, [Decoded(First, 5)]));
        Assert.Equal("invalid certificate", outcome.Verdict.Reason);
        Assert.Null(outcome.Adoption);
    }

    [Fact]
    public void Seats_wrap_at_sixteen_bits()
    {
        var certificate = new Certificate(First, [Decoded(First, ushort.MaxValue), Decoded(First, 1)]);
        Assert.False(Certifier().IsValid(certificate));
    }

    [Fact]
    public void Messages_beyond_a_certificate_are_not_kept()
    {
        var certifier = Certifier();
        for (int i = 0; i < Certificate.MaxSignatures + 10; i++)
            certifier.Receive(Message(First, 0), Layer);
        Assert.Equal(Certificate.MaxSignatures + 1, certifier.Collected(Layer)[First].Messages.Count);
    }

    [Fact]
    public void Cut_messages_are_rejected_wherever_they_end()
    {
        byte[] bytes = Message(First, 1);
        for (int length = 0; length < bytes.Length; length++)
            Assert.True(Certifier().Receive(bytes.AsSpan(..length), Layer).Verdict.IsReject);
    }

    public IReadOnlyList<CertificateRow> OfLayer(LayerId layer) => _rows;

    public bool HasBeacon(LayerId layer) => true;

    public bool IsSigned(in CertifyMessage message) => true;

    public bool IsEligible(in CertifyMessage message, out OracleFailure? failure)
    {
        failure = null;
        return true;
    }

    private static CertifyMessage Decoded(BlockId block, ushort seats) => new(new CertifyContent(Layer, block, seats, default), default, default);

    private static byte[] Message(BlockId block, ushort seats) => Scale.Encode(Decoded(block, seats));

    private BlockCertifier Certifier()
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = 10,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
        };
        return new BlockCertifier(new CertifierOptions { Network = network, Committee = 10, LayerBuffer = 2, LayersKept = 4 }, this, this);
    }
}
