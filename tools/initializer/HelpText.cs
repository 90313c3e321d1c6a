namespace Spacemesh.InitializerTool;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public const string Main =
        """
        Initialize labels on GPU

        Usage: initializer [OPTIONS] [METHOD]
               initializer <COMMAND>

        Commands:
          initialize      does testing things
          list-providers  
          verify-data     
          help            Print this message or the help of the given subcommand(s)

        Arguments:
          [METHOD]  [default: gpu] [possible values: cpu, gpu]

        Options:
          -n, --n <N>
                  Scrypt N parameter [default: 8192]
          -l, --labels-per-unit <LABELS_PER_UNIT>
                  Labels per unit [default: 65536]
          -m, --max-file-size <MAX_FILE_SIZE>
                  Max size of single file [default: 4294967296]
          -u, --units <UNITS>
                  Number of units to initialize [default: 1]
              --node-id <NODE_ID>
                  Base64-encoded node ID [default: hBGTHs44tav7YR87sRVafuzZwObCZnK1Z/exYpxwqSQ=]
              --commitment-atx-id <COMMITMENT_ATX_ID>
                  Base64-encoded commitment ATX ID [default: ZuxocVjIYWfv7A/K1Lmm8+mNsHzAZaWVpbl5+KINx+I=]
              --output <OUTPUT>
                  Path to output file [default: ./post-data]
              --provider <PROVIDER>
                  Provider ID to use for GPU initialization. Use `initializer list-providers` to list available providers. If not specified, the first available provider will be used
          -h, --help
                  Print help
          -V, --version
                  Print version

        """;
}
