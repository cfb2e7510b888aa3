fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let files = helpbot::content::read_dir(dir.as_ref()).unwrap();
    let found = match helpbot::content::compile(&files, "zh-TW") {
        Ok(compiled) => {
            println!("fine: {:?}", compiled.content.fingerprint);
            compiled.warnings
        }
        Err(found) => found,
    };
    print!("{}", found.render(&files, false));
    println!("{} errors, {} warnings", found.errors(), found.warnings());
}
